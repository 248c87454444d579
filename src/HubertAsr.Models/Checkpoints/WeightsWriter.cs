using System.Buffers;
using System.IO.Compression;
using HubertAsr.Decoding;
using MessagePack;
using TorchSharp;
using TorchSharp.Modules;

namespace HubertAsr.Models;

/// <summary>Writes tensors in the formats in which the family is published. A file appears under its name when it is whole.</summary>
internal static class WeightsWriter
{
    /// <summary>The parameters of a model, copied out of it one at a time.</summary>
    public static IReadOnlyList<StoredTensor> Of(HubertForCtc model) => Of(model.named_parameters());

    /// <summary>Parameters under the names given, copied out one at a time.</summary>
    public static IReadOnlyList<StoredTensor> Of(IEnumerable<(string Name, Parameter Parameter)> parameters) =>
    [
        .. parameters.Select(pair => new StoredTensor(pair.Name, TensorDtype.F32, pair.Parameter.shape, () =>
        {
            using var scope = torch.NewDisposeScope();
            return pair.Parameter.detach().cpu().contiguous().data<float>().ToArray();
        })),
    ];

    public static void Safetensors(IReadOnlyList<StoredTensor> tensors, string path, TensorDtype dtype = TensorDtype.F32)
    {
        using var writer = new SafetensorsWriter(path, new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var tensor in tensors) writer.Add(tensor.Name, dtype, tensor.Shape, StoredNumbers.Narrow(tensor.Read(), dtype));
        writer.Complete();
    }

    /// <summary>A zip as <c>torch.save</c> writes it: one pickle that names the tensors, one stored entry for each tensor's numbers.</summary>
    public static void Pickle(IReadOnlyList<StoredTensor> tensors, string path, TensorDtype dtype = TensorDtype.F32) => Whole(path, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Write("pytorch_model/data.pkl", PickleWriter.StateDict(tensors, dtype));
        Write("pytorch_model/byteorder", "little"u8.ToArray());
        for (var i = 0; i < tensors.Count; i++) Write($"pytorch_model/data/{i}", StoredNumbers.Narrow(tensors[i].Read(), dtype));
        Write("pytorch_model/version", "3\n"u8.ToArray());

        void Write(string name, byte[] bytes)
        {
            using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            entry.Write(bytes);
        }
    });

    /// <summary>Nested maps of arrays with Flax's names and axes.</summary>
    public static void Flax(IReadOnlyList<StoredTensor> tensors, string path, TensorDtype dtype = TensorDtype.F32) => Whole(path, stream =>
    {
        var root = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            var (name, isReversed) = FlaxLayout.ToFlax(tensor.Name);
            var parts = name.Split('.');
            var map = parts[..^1].Aggregate(root, (parent, part) =>
                (SortedDictionary<string, object>)(parent.TryGetValue(part, out var child) ? child : parent[part] = new SortedDictionary<string, object>(StringComparer.Ordinal)));
            map[parts[^1]] = (tensor, isReversed);
        }
        WriteMap(stream, root, dtype);
    });

    private static void WriteMap(Stream stream, SortedDictionary<string, object> map, TensorDtype dtype)
    {
        Emit(stream, (ref MessagePackWriter writer) => writer.WriteMapHeader(map.Count));
        foreach (var (name, value) in map)
        {
            Emit(stream, (ref MessagePackWriter writer) => writer.Write(name));
            if (value is SortedDictionary<string, object> child)
            {
                WriteMap(stream, child, dtype);
                continue;
            }
            var (tensor, isReversed) = ((StoredTensor, bool))value;
            var values = tensor.Read();
            Emit(stream, (ref MessagePackWriter writer) => WriteArray(ref writer,
                isReversed ? [.. tensor.Shape.Reverse()] : tensor.Shape, isReversed ? FlaxLayout.Reverse(values, tensor.Shape) : values, dtype));
        }
    }

    private static void WriteArray(ref MessagePackWriter writer, long[] shape, float[] values, TensorDtype dtype)
    {
        var content = new ArrayBufferWriter<byte>();
        var array = new MessagePackWriter(content);
        array.WriteArrayHeader(3);
        array.WriteArrayHeader(shape.Length);
        foreach (var size in shape) array.Write(size);
        array.Write(dtype switch { TensorDtype.F32 => "float32", TensorDtype.F16 => "float16", _ => "bfloat16" });
        array.Write(StoredNumbers.Narrow(values, dtype));
        array.Flush();
        writer.WriteExtensionFormat(new ExtensionResult(FlaxCheckpoint.ArrayExtension, new ReadOnlySequence<byte>(content.WrittenMemory)));
    }

    private delegate void Emission(ref MessagePackWriter writer);

    private static void Emit(Stream stream, Emission emit)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        emit(ref writer);
        writer.Flush();
        stream.Write(buffer.WrittenSpan);
    }

    private static void Whole(string path, Action<Stream> write)
    {
        var partPath = path + ".part";
        try
        {
            using (var stream = File.Create(partPath)) write(stream);
            File.Move(partPath, path, overwrite: true);
        }
        catch
        {
            File.Delete(partPath);
            throw;
        }
    }
}
