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

        if (rest.Length > 0)
        {
            for (var i = rest.Length - 1; i >= 0; i--) hash ^= (ulong)rest[i] << (8 * i);
            hash *= Multiplier;
        }

        hash ^= hash >> Shift;
        hash *= Multiplier;
        return hash ^ (hash >> Shift);
    }
}
