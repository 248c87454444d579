using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary><c>model.safetensors</c>.</summary>
internal static class SafetensorsCheckpoint
{
    /// <exception cref="InvalidDataException">It is none, or was cut off.</exception>
    public static Checkpoint Open(string path)
    {
        var reader = SafetensorsReader.Open(path);
        return new Checkpoint(path, "safetensors", [.. reader.Names.Select(name => Tensor(reader, reader.Tensors[name]))], [reader]);
    }

    private static StoredTensor Tensor(SafetensorsReader reader, SafetensorsTensor tensor) =>
        new(tensor.Name, tensor.Dtype, tensor.Shape, () => reader.ReadFloats(tensor.Name))
        {
            ReadInto = values => reader.ReadFloats(tensor.Name, values),
        };
}
