using System.Text.Json;

namespace HubertAsr.Decoding;

/// <summary>The JSON header of a safetensors file, checked: every tensor has a known type and as many bytes as its shape needs.</summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    public const int LengthBytes = 8;
    public const long MaxBytes = 100_000_000;

    /// <summary>Bytes that the data section must hold.</summary>
    public long DataBytes => Tensors.Count == 0 ? 0 : Tensors.Max(tensor => tensor.ByteOffset + tensor.ByteCount);

    public static SafetensorsHeader Parse(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{path}: a JSON {document.RootElement.ValueKind} as header; an object of tensors expected. {NotSafetensors}");
            return FromRoot(path, document.RootElement);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: the header is no JSON ({error.Message}). {NotSafetensors}", error);
        }
    }

    public const string NotSafetensors = "Is this a safetensors file?";

    private static SafetensorsHeader FromRoot(string path, JsonElement root)
    {
        var tensors = new List<SafetensorsTensor>();
        var names = new HashSet<string>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == "__metadata__") ReadMetadata(property.Value, metadata);
            else if (names.Add(property.Name)) tensors.Add(ReadTensor(path, property.Name, property.Value));
            else throw new InvalidDataException($"{path}: the header names tensor '{property.Name}' twice.");
        }

        return new SafetensorsHeader(tensors, metadata);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var property in element.EnumerateObject()) metadata[property.Name] = property.Value.ToString();
    }

    private static SafetensorsTensor ReadTensor(string path, string name, JsonElement element)
    {
        try
        {
            var dtypeName = element.GetProperty("dtype").GetString();
            if (!Enum.TryParse<TensorDtype>(dtypeName, out var dtype))
                throw new InvalidDataException($"{path}: tensor '{name}' has type '{dtypeName}'; one of {string.Join(", ", Enum.GetNames<TensorDtype>())} expected.");
            var shape = element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = element.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
            return CheckedTensor(path, name, dtype, shape, offsets);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{path}: tensor '{name}' is described by {Shorten(element)}; dtype, shape and data_offsets expected.", error);
        }
    }

    private static SafetensorsTensor CheckedTensor(string path, string name, TensorDtype dtype, long[] shape, long[] offsets)
    {
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
            throw new InvalidDataException($"{path}: tensor '{name}' has data_offsets [{string.Join(", ", offsets)}]; begin ≤ end expected.");
        var needed = shape.Aggregate((long)dtype.ByteSize(), (product, size) => size < 0 ? throw new OverflowException() : checked(product * size));
        if (offsets[1] - offsets[0] != needed)
            throw new InvalidDataException(
                $"{path}: tensor '{name}' has {offsets[1] - offsets[0]} bytes; {dtype} [{string.Join(", ", shape)}] needs {needed}.");
        return new SafetensorsTensor(name, dtype, shape, offsets[0], needed);
    }

    private static string Shorten(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 80 ? text : text[..80] + "…";
    }
}
