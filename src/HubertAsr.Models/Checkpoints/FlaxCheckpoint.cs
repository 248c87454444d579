using System.Buffers;
using HubertAsr.Decoding;
using MessagePack;

namespace HubertAsr.Models;

/// <summary><c>flax_model.msgpack</c>: nested maps of arrays. Names and axes are turned into those of PyTorch.</summary>
internal static class FlaxCheckpoint
{
    /// <summary>The extension type under which Flax stores an array: [shape, type's name, bytes].</summary>
    public const sbyte ArrayExtension = 1;

    /// <exception cref="InvalidDataException">It is no MessagePack, was cut off, or holds something else than arrays.</exception>
    public static Checkpoint Open(string path)
    {
        var tensors = new List<StoredTensor>();
        var reader = new MessagePackReader(FileSegment.Read(path));
        try
        {
            ReadMap(ref reader, "", tensors, path);
        }
        catch (Exception error) when (error is MessagePackSerializationException or EndOfStreamException)
        {
            throw new InvalidDataException($"{path}: not the MessagePack that Flax writes, or cut off at {new FileInfo(path).Length} bytes. Download it again.", error);
        }
        return new Checkpoint(path, "Flax", tensors, []);
    }

    private static void ReadMap(ref MessagePackReader reader, string prefix, List<StoredTensor> tensors, string path)
    {
        var count = reader.ReadMapHeader();
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString() ?? throw new InvalidDataException($"{path}: a parameter under '{prefix}' has no name.");
            if (reader.NextMessagePackType == MessagePackType.Map)
                ReadMap(ref reader, $"{prefix}{name}.", tensors, path);
            else if (reader.NextMessagePackType == MessagePackType.Extension)
                tensors.Add(ReadArray(ref reader, prefix + name, path));
            else
                throw new InvalidDataException($"{path}: {prefix}{name} is a {reader.NextMessagePackType}; expected an array of numbers.");
        }
    }

    private static StoredTensor ReadArray(ref MessagePackReader reader, string name, string path)
    {
        var extension = reader.ReadExtensionFormat();
        if (extension.TypeCode != ArrayExtension)
            throw new InvalidDataException($"{path}: {name} has extension type {extension.TypeCode}; expected an array ({ArrayExtension}).");
        var content = new MessagePackReader(extension.Data);
        content.ReadArrayHeader();
        var shape = new long[content.ReadArrayHeader()];
        for (var axis = 0; axis < shape.Length; axis++) shape[axis] = content.ReadInt64();
        var type = content.ReadString() ?? "";
        var bytes = content.ReadBytes() ?? throw new InvalidDataException($"{path}: {name} holds no numbers.");
        var dtype = type switch
        {
            "float32" => TensorDtype.F32,
            "float16" => TensorDtype.F16,
            "bfloat16" => TensorDtype.BF16,
            "float64" => TensorDtype.F64,
            _ => throw new InvalidDataException($"{path}: {name} holds numbers of type '{type}'; the weights of a model are floating-point numbers."),
        };
        var layout = FlaxLayout.Of(name, shape);
        if (bytes.Length != shape.Aggregate(1L, (product, size) => product * size) * dtype.ByteSize())
            throw new InvalidDataException($"{path}: {name} [{string.Join(", ", shape)}] of {type} holds {bytes.Length} bytes; the file is damaged.");
        return new StoredTensor(layout.Name, dtype, layout.Shape, () => layout.Reorder(StoredNumbers.Widen(bytes.ToArray(), dtype, path)));
    }

    /// <summary>Files of several gigabytes as one sequence: a single array ends at two.</summary>
    private sealed class FileSegment : ReadOnlySequenceSegment<byte>
    {
        private const int SegmentBytes = 1 << 28;

        public static ReadOnlySequence<byte> Read(string path)
        {
            using var stream = File.OpenRead(path);
            var first = new FileSegment { Memory = ReadSome(stream) };
            var last = first;
            while (stream.Position < stream.Length)
            {
                var segment = new FileSegment { Memory = ReadSome(stream), RunningIndex = last.RunningIndex + last.Memory.Length };
                last.Next = segment;
                last = segment;
            }
            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }

        private static byte[] ReadSome(FileStream stream)
        {
            var bytes = new byte[Math.Min(SegmentBytes, stream.Length - stream.Position)];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
