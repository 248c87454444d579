namespace HubertAsr.Decoding;

/// <summary>Emissions of many utterances in one safetensors file: keys <c>ID</c> or <c>ID.log_probs</c>, each [T, V].</summary>
public sealed class EmissionsFile : IDisposable
{
    private const string Suffix = ".log_probs";
    private readonly SafetensorsReader _reader;
    private readonly Dictionary<string, string> _keys;

    private EmissionsFile(SafetensorsReader reader, Dictionary<string, string> keys, List<string> ids)
    {
        _reader = reader;
        _keys = keys;
        Ids = ids;
    }

    /// <summary>Utterances in ordinal order of their ids.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The free strings of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _reader.Metadata;

    /// <summary>Opens the file; beside <c>ID.log_probs</c> other tensors of an utterance are passed over.</summary>
    /// <exception cref="InvalidDataException">Not safetensors, or nothing in it can be emissions.</exception>
    public static EmissionsFile Open(string path)
    {
        var reader = SafetensorsReader.Open(path);
        var suffixed = reader.Names.Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).ToList();
        var keys = suffixed.Count > 0
            ? suffixed.ToDictionary(name => name[..^Suffix.Length])
            : reader.Names.Where(name => IsMatrix(reader.Tensors[name])).ToDictionary(name => name);
        if (keys.Count == 0)
        {
            reader.Dispose();
            throw new InvalidDataException($"{path}: {reader.Names.Count} tensors, none of them emissions; keys ID or ID{Suffix} of shape [T, V] expected.");
        }

        return new EmissionsFile(reader, keys, [.. keys.Keys.Order(StringComparer.Ordinal)]);
    }

    /// <summary>The emissions of one utterance, checked against the vocabulary's size.</summary>
    /// <exception cref="InvalidDataException">Not [T, V] log probabilities of that many tokens.</exception>
    public Emissions Read(string id, int vocabularySize)
    {
        var key = _keys.GetValueOrDefault(id) ?? throw new InvalidDataException($"{_reader.Path}: no emissions of '{id}'; {Ids.Count} other utterances are there.");
        var shape = _reader.Tensor(key).Shape;
        // A batch of one is what some exporters leave around a matrix.
        if (shape is [1, _, _]) shape = shape[1..];
        if (shape.Length != 2)
            throw new InvalidDataException($"{_reader.Path}: '{key}' has shape [{string.Join(", ", shape)}]; [T, V] expected.");
        return new Emissions(_reader.ReadFloats(key), (int)shape[0], (int)shape[1]).Checked(id, vocabularySize);
    }

    public void Dispose() => _reader.Dispose();

    private static bool IsMatrix(SafetensorsTensor tensor) =>
        tensor.Shape.Length == 2 && tensor.Dtype is (TensorDtype.F16 or TensorDtype.BF16 or TensorDtype.F32 or TensorDtype.F64);
}
