using System.Runtime.InteropServices;
using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary>Little-endian numbers of a checkpoint, to and from 32-bit floats.</summary>
internal static class StoredNumbers
{
    /// <summary>Reads so many numbers from a stream.</summary>
    /// <exception cref="InvalidDataException">The stream ends early, or the numbers are no floating-point numbers.</exception>
    public static float[] Read(Stream stream, TensorDtype dtype, long count, string where)
    {
        var bytes = new byte[checked(count * dtype.ByteSize())];
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? Widen(bytes, dtype, where)
            : throw new InvalidDataException($"{where}: ends inside a tensor of {count} numbers: the file was cut off. Download it again.");
    }

    /// <summary>Numbers as 32-bit floats.</summary>
    public static float[] Widen(ReadOnlySpan<byte> bytes, TensorDtype dtype, string where) => dtype switch
    {
        TensorDtype.F32 => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
        TensorDtype.F16 => Convert(MemoryMarshal.Cast<byte, Half>(bytes), number => (float)number),
        TensorDtype.BF16 => Convert(MemoryMarshal.Cast<byte, ushort>(bytes), number => BitConverter.UInt32BitsToSingle((uint)number << 16)),
        TensorDtype.F64 => Convert(MemoryMarshal.Cast<byte, double>(bytes), number => (float)number),
        _ => throw new InvalidDataException($"{where}: a tensor of {dtype}; the weights of a model are floating-point numbers."),
    };

    /// <summary>32-bit floats in the type of a file, rounded to nearest even.</summary>
    public static byte[] Narrow(float[] values, TensorDtype dtype) => dtype switch
    {
        TensorDtype.F32 => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        TensorDtype.F16 => Bytes(Convert<float, Half>(values, value => (Half)value)),
        TensorDtype.BF16 => Bytes(Convert<float, ushort>(values, ToBrain)),
        _ => throw new ArgumentException($"weights are written as F32, F16 or BF16, not as {dtype}."),
    };

    private static ushort ToBrain(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7fc0 : (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }

    private static byte[] Bytes<T>(T[] numbers) where T : struct => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static TTo[] Convert<TFrom, TTo>(ReadOnlySpan<TFrom> numbers, Func<TFrom, TTo> convert)
    {
        var values = new TTo[numbers.Length];
        for (var i = 0; i < values.Length; i++) values[i] = convert(numbers[i]);
        return values;
    }
}
