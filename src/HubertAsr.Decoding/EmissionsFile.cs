namespace HubertAsr.Decoding;

/// <summary>Emissions of many utterances in one safetensors file: keys <c>ID</c> or <c>ID.log_probs</c>, each [T, V].</summary>
public sealed class EmissionsFile : IDisposable
{
    private const string Suffix = ".log_probs";

    // Half precision loses 0.5 % of a probability; tokens cut off below a threshold lose no more.
    private const double TotalTolerance = 0.02;

    private readonly SafetensorsReader _reader;
    private readonly Dictionary<string, string> _keys;
    private volatile string? _warning;

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

    /// <summary>What looks wrong in an utterance that was read; null if nothing did. One frame of each is looked at.</summary>
    public string? Warning => _warning;

    /// <summary>Opens the file; beside <c>ID.log_probs</c> other tensors of an utterance, and what is no matrix over as many tokens, are passed over.</summary>
    /// <exception cref="InvalidDataException">Not safetensors, or no tensors in it.</exception>
    public static EmissionsFile Open(string path)
    {
        var reader = SafetensorsReader.Open(path);
        var keys = reader.Names.Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).ToDictionary(name => name[..^Suffix.Length]);
        var sizes = keys.Values.Select(name => reader.Tensors[name].Shape.LastOrDefault()).ToHashSet();
        string[] plain = [.. reader.Names.Where(name => keys.Count == 0 || (IsMatrix(reader.Tensors[name]) && sizes.Contains(reader.Tensors[name].Shape[^1]) && !BelongsTo(name, keys)))];
        foreach (var name in plain) keys.Add(name, name);
        if (keys.Count == 0)
        {
            reader.Dispose();
            throw new InvalidDataException($"{path}: no tensors in it; keys ID or ID{Suffix} of shape [T, V] expected. Were emissions written to another file?");
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
            throw new InvalidDataException($"{_reader.Path}: '{key}' has shape [{string.Join(", ", shape)}]; [T, V] expected. Write each utterance apart, one row a frame.");
        var emissions = new Emissions(_reader.ReadFloats(key), (int)shape[0], (int)shape[1]).Checked($"{_reader.Path}: {id}", vocabularySize);
        _warning ??= WarningOf(id, emissions);
        return emissions;
    }

    public void Dispose() => _reader.Dispose();

    private string? WarningOf(string id, Emissions emissions)
    {
        if (emissions.FrameCount == 0) return null;
        var frame = emissions.FrameCount / 2;
        var total = emissions.TotalProbability(frame);
        return Math.Abs(total - 1) <= TotalTolerance ? null : FormattableString.Invariant(
            $"{_reader.Path}: {id}: the probabilities of frame {frame} sum to {total:0.###}; 1 expected. Scores and confidences mean little so: apply log-softmax over all tokens.");
    }

    /// <summary>Whether it is another tensor of an utterance that has its emissions, as <c>ID.logits</c> is.</summary>
    private static bool BelongsTo(string name, Dictionary<string, string> utterances)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
            if (utterances.ContainsKey(name[..end])) return true;
        return false;
    }

    private static bool IsMatrix(SafetensorsTensor tensor) =>
        tensor.Shape is [_, _] or [1, _, _] && tensor.Dtype is (TensorDtype.F16 or TensorDtype.BF16 or TensorDtype.F32 or TensorDtype.F64);
}
