using System.Buffers.Binary;

namespace HubertAsr.Decoding;

/// <summary>MurmurHash64A with seed 0, the hash by which KenLM binaries know words.</summary>
internal static class MurmurHash
{
    private const ulong Multiplier = 0xC6A4A7935BD1E995;
    private const int Shift = 47;

    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Multiplier;
        var rest = bytes;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            var block = BinaryPrimitives.ReadUInt64LittleEndian(rest) * Multiplier;
            block ^= block >> Shift;
            hash = (hash ^ (block * Multiplier)) * Multiplier;
        }

        if (rest.Length > 0) hash = (hash ^ Tail(bytes, rest.Length)) * Multiplier;

        hash ^= hash >> Shift;
        hash *= Multiplier;
        return hash ^ (hash >> Shift);
    }

    // The last bytes as one number, read at once where the bytes before them, or the same bytes twice, fill a whole word.
    private static ulong Tail(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length >= 8) return BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]) >> (8 * (8 - length));
        if (length >= 4) return BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << (8 * (length - 4)));
        ulong tail = 0;
        for (var i = length - 1; i >= 0; i--) tail = (tail << 8) | bytes[i];
        return tail;
    }
}
