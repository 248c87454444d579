using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HubertAsr.Decoding;

/// <summary>Reads a safetensors file: opening reads the header only, a tensor costs its own bytes. Several threads may read at once.</summary>
public sealed class SafetensorsReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly long _dataStart;

    private SafetensorsReader(string path, SafetensorsHeader header, long dataStart, SafeFileHandle file)
    {
        Path = path;
        Metadata = header.Metadata;
        Tensors = header.Tensors.ToDictionary(tensor => tensor.Name);
        Names = [.. header.Tensors.Select(tensor => tensor.Name)];
        _dataStart = dataStart;
        _file = file;
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
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            var (header, dataStart) = ReadHeader(path, file);
            return new SafetensorsReader(path, header, dataStart, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
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
        if (!TryFill(_file, _dataStart + tensor.ByteOffset + byteOffset, destination))
            throw new InvalidDataException($"{Path}: ends inside tensor '{name}': the file became shorter after it was opened. Fetch it again.");
    }

    /// <summary>A tensor of floating-point numbers, narrowed or widened to single precision. Row-major.</summary>
    /// <exception cref="InvalidDataException">No such tensor, or not floating point.</exception>
    public float[] ReadFloats(string name)
    {
        var values = new float[ArrayLength(Tensor(name).ElementCount)];
        ReadFloats(name, values);
        return values;
    }

    /// <summary>The same, into memory that the caller has.</summary>
    /// <param name="name">Key of the tensor.</param>
    /// <param name="destination">As many numbers as the tensor has.</param>
    /// <exception cref="InvalidDataException">No such tensor, or not floating point.</exception>
    public void ReadFloats(string name, Span<float> destination)
    {
        var tensor = Tensor(name);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, tensor.ElementCount);
        if (tensor.Dtype == TensorDtype.F32)
        {
            ReadBytes(name, 0, MemoryMarshal.AsBytes(destination));
            return;
        }
        var bytes = ReadBytes(name);
        for (var i = 0; i < destination.Length; i++) destination[i] = (float)FloatAt(tensor, bytes, i);
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
        _file.Dispose();
    }

    private static (SafetensorsHeader Header, long DataStart) ReadHeader(string path, SafeFileHandle file)
    {
        var fileLength = RandomAccess.GetLength(file);
        Span<byte> lengthBytes = stackalloc byte[SafetensorsHeader.LengthBytes];
        if (!TryFill(file, 0, lengthBytes))
            throw new InvalidDataException($"{path}: {fileLength} bytes; at least the {SafetensorsHeader.LengthBytes} of a safetensors header length expected. Was the copy cut short?");
        var length = BitConverter.ToInt64(lengthBytes);
        if (length is <= 0 or > SafetensorsHeader.MaxBytes)
            throw new InvalidDataException($"{path}: the first 8 bytes give a header of {length} bytes; 1 to {SafetensorsHeader.MaxBytes} expected. {SafetensorsHeader.NotSafetensors}");
        var dataStart = SafetensorsHeader.LengthBytes + length;
        if (dataStart > fileLength)
            throw new InvalidDataException($"{path}: {fileLength} bytes; the header alone ends at byte {dataStart}. Was the copy cut short?");
        var json = new byte[length];
        if (!TryFill(file, SafetensorsHeader.LengthBytes, json))
            throw new InvalidDataException($"{path}: ends inside its header: the file became shorter after it was opened. Fetch it again.");
        var header = SafetensorsHeader.Parse(path, json);
        var expected = dataStart + header.DataBytes;
        if (fileLength < expected)
            throw new InvalidDataException($"{path}: {fileLength} bytes; its header names {header.Tensors.Count} tensors that end at byte {expected}. Was the copy cut short? Fetch the file again.");
        return (header, dataStart);
    }

    // Not through a memory map: a file that shrinks would end the process.
    private static bool TryFill(SafeFileHandle file, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(file, destination, offset);
            if (read == 0) return false;
            offset += read;
            destination = destination[read..];
        }
        return true;
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
