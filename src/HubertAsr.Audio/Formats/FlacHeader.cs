using System.Buffers.Binary;

namespace HubertAsr.Audio.Formats;

/// <summary>The first block of a FLAC file (RFC 9639 §8.2), which says how many samples follow.</summary>
internal static class FlacHeader
{
    /// <summary>Bytes that hold the block: magic number, block header, and the block up to the count.</summary>
    public const int Length = 26;

    private const int CountOffset = 18; // 20 bits rate, 3 channels, 5 bits a sample, 36 the count
    private const ulong CountMask = (1UL << 36) - 1;

    /// <summary>Samples of one channel; 0 when the writer did not know; null when this is no FLAC.</summary>
    public static long? FrameCount(ReadOnlySpan<byte> head) =>
        head.Length >= Length && head.StartsWith("fLaC"u8) ? (long)(BinaryPrimitives.ReadUInt64BigEndian(head[CountOffset..]) & CountMask) : null;
}
