using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>Reads a safetensors file through a memory map: opening reads the header only, a tensor costs its own bytes.</summary>
public sealed class SafetensorsReader : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly long _dataStart;

    private SafetensorsReader(string path, SafetensorsHeader header, long dataStart, MemoryMappedFile? file)
    {
        Path = path;
        Metadata = header.Metadata;
        Tensors = header.Tensors.ToDictionary(tensor => tensor.Name);
        Names = [.. header.Tensors.Select(tensor => tensor.Name)];
        _dataStart = dataStart;
        _file = file;
        _view = file?.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    public string Path { get; }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <summary>Names in the order of the header.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The free strings under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Truncated, or not safetensors.</exception>
    public static SafetensorsReader Open(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; a safetensors file expected.", path);
        var (header, dataStart) = ReadHeader(path);
        // An empty view cannot be mapped, and a file of no data needs none.
        var file = header.DataBytes == 0 ? null : Map(path);
        return new SafetensorsReader(path, header, dataStart, file);
    }

    /// <summary>The bytes of a tensor as they are in the file (little-endian).</summary>
    public byte[] ReadBytes(string name)
    {
        var bytes = new byte[ArrayLength(Tensor(name).ByteCount)];
        ReadBytes(name, 0, bytes);
        return bytes;
    }

    /// <summary>Copies part of a tensor's bytes, from <paramref name="byteOffset"/> inside it, until <paramref name="destination"/> is full.</summary>
    public void ReadBytes(string name, long byteOffset, Span<byte> destination)
    {
        var tensor = Tensor(name);
        ArgumentOutOfRangeException.ThrowIfNegative(byteOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteOffset + destination.Length, tensor.ByteCount);
        if (destination.Length == 0) return;
        _view!.SafeMemoryMappedViewHandle.ReadSpan((ulong)(_view.PointerOffset + _dataStart + tensor.ByteOffset + byteOffset), destination);
    }

    /// <summary>A tensor of floating-point numbers, narrowed or widened to single precision. Row-major.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or not floating point.</exception>
    public float[] ReadFloats(string name)
    {
        var tensor = Tensor(name);
        var values = new float[ArrayLength(tensor.ElementCount)];
        if (tensor.Dtype == TensorDtype.F32)
        {
            ReadBytes(name, 0, MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        var bytes = ReadBytes(name);
        for (var i = 0; i < values.Length; i++) values[i] = (float)FloatAt(tensor, bytes, i);
        return values;
    }

    /// <summary>A tensor of floating-point numbers in double precision. Row-major.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or not floating point.</exception>
    public double[] ReadDoubles(string name)
    {
        var tensor = Tensor(name);
        var bytes = ReadBytes(name);
        var values = new double[ArrayLength(tensor.ElementCount)];
        for (var i = 0; i < values.Length; i++) values[i] = FloatAt(tensor, bytes, i);
        return values;
    }

    /// <summary>A tensor of integers or booleans. Row-major.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or not integer.</exception>
    public long[] ReadIntegers(string name)
    {
        var tensor = Tensor(name);
        var bytes = ReadBytes(name);
        var values = new long[ArrayLength(tensor.ElementCount)];
        for (var i = 0; i < values.Length; i++) values[i] = IntegerAt(tensor, bytes, i);
        return values;
    }

    /// <summary>The description of a tensor that must be there.</summary>
    /// <exception cref="InvalidDataException">No such tensor.</exception>
    public SafetensorsTensor Tensor(string name) => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new InvalidDataException($"{Path}: no tensor '{name}'; there are {Tensors.Count}: {string.Join(", ", Names.Take(5))}{(Tensors.Count > 5 ? ", …" : "")}.");

    public void Dispose()
    {
        _view?.Dispose();
        _file?.Dispose();
    }

    private static (SafetensorsHeader Header, long DataStart) ReadHeader(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length < SafetensorsHeader.LengthBytes)
            throw new InvalidDataException($"{path}: {stream.Length} bytes; at least the {SafetensorsHeader.LengthBytes} of a safetensors header length expected. Was the copy cut short?");
        Span<byte> lengthBytes = stackalloc byte[SafetensorsHeader.LengthBytes];
        stream.ReadExactly(lengthBytes);
        var length = BitConverter.ToInt64(lengthBytes);
        if (length is <= 0 or > SafetensorsHeader.MaxBytes)
            throw new InvalidDataException($"{path}: the first 8 bytes give a header of {length} bytes; 1 to {SafetensorsHeader.MaxBytes} expected. {SafetensorsHeader.NotSafetensors}");
        var dataStart = SafetensorsHeader.LengthBytes + length;
        if (dataStart > stream.Length)
            throw new InvalidDataException($"{path}: {stream.Length} bytes; the header alone ends at byte {dataStart}. Was the copy cut short?");
        var json = new byte[length];
        stream.ReadExactly(json);
        var header = SafetensorsHeader.Parse(path, json);
        var expected = dataStart + header.DataBytes;
        if (stream.Length < expected)
            throw new InvalidDataException($"{path}: {stream.Length} bytes; its header names {header.Tensors.Count} tensors that end at byte {expected}. Was the copy cut short? Fetch the file again.");
        return (header, dataStart);
    }

    private static MemoryMappedFile Map(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private double FloatAt(SafetensorsTensor tensor, byte[] bytes, int index) => tensor.Dtype switch
    {
        TensorDtype.F64 => BitConverter.ToDouble(bytes, index * 8),
        TensorDtype.F32 => BitConverter.ToSingle(bytes, index * 4),
        TensorDtype.F16 => (double)BitConverter.ToHalf(bytes, index * 2),
        TensorDtype.BF16 => BitConverter.Int32BitsToSingle(BitConverter.ToUInt16(bytes, index * 2) << 16),
        _ => throw new InvalidDataException($"{Path}: tensor '{tensor.Name}' is {tensor.Dtype}; floating point expected."),
    };

    private long IntegerAt(SafetensorsTensor tensor, byte[] bytes, int index) => tensor.Dtype switch
    {
        TensorDtype.I64 => BitConverter.ToInt64(bytes, index * 8),
        TensorDtype.U64 => checked((long)BitConverter.ToUInt64(bytes, index * 8)),
        TensorDtype.I32 => BitConverter.ToInt32(bytes, index * 4),
        TensorDtype.U32 => BitConverter.ToUInt32(bytes, index * 4),
        TensorDtype.I16 => BitConverter.ToInt16(bytes, index * 2),
        TensorDtype.U16 => BitConverter.ToUInt16(bytes, index * 2),
        TensorDtype.I8 => (sbyte)bytes[index],
        TensorDtype.U8 or TensorDtype.BOOL => bytes[index],
        _ => throw new InvalidDataException($"{Path}: tensor '{tensor.Name}' is {tensor.Dtype}; integers expected."),
    };

    private int ArrayLength(long count) => count <= Array.MaxLength
        ? (int)count
        : throw new InvalidDataException($"{Path}: a tensor of {count} elements; at most {Array.MaxLength} fit one array. Read it in parts.");
}
