using HubertAsr.Decoding;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>Tensors in a safetensors file, as 32-bit floats.</summary>
internal static class StoredTensors
{
    /// <summary>Writes them all.</summary>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var writer = new SafetensorsWriter(path);
        foreach (var (name, value) in tensors)
        {
            using var onCpu = value.cpu();
            writer.Add(name, TensorDtype.F32, onCpu.shape, onCpu.bytes);
        }
        writer.Complete();
    }

    /// <summary>Copies the stored values into tensors of the same names.</summary>
    public static void Fill(string path, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var file = SafetensorsReader.Open(path);
        using var gradients = no_grad();
        foreach (var (name, value) in tensors)
        {
            using var values = tensor(file.ReadFloats(name), value.shape);
            value.copy_(values);
        }
    }
}
