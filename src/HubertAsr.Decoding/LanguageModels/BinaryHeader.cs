using System.Runtime.InteropServices;
using System.Text;

namespace HubertAsr.Decoding;

/// <summary>Kinds of KenLM binary, by the numbers in their headers.</summary>
internal enum BinaryKind
{
    Probing = 0,
    RestProbing = 1,
    Trie = 2,
    QuantizedTrie = 3,
    ArrayTrie = 4,
    QuantizedArrayTrie = 5,
}

/// <summary>The first bytes of a KenLM binary of format version 5.</summary>
internal sealed record BinaryHeader(BinaryKind Kind, float ProbingMultiplier, bool HasWords, int SearchVersion, long[] Counts)
{
    public const int MaxOrder = NGramContext.MaxLength + 1;

    private const string Magic = "mmap lm http://kheafield.com/code format version 5\n\0";
    private const float MaxMultiplier = 1000;
    private const int SanityBytes = 88;
    private const int FixedBytes = 20;

    public int Order => Counts.Length;

    /// <summary>Bytes before the vocabulary.</summary>
    public int ByteCount => SizeFor(Order);

    public static bool IsBinary(ReadOnlySpan<byte> start) => start.StartsWith("mmap lm http://kheafield.com/code"u8);

    /// <summary>Reads and checks the header of a mapped file.</summary>
    /// <exception cref="InvalidDataException">Truncated, unfinished, damaged, of another version or too long an order.</exception>
    public static BinaryHeader Read(string path, ModelMemory memory)
    {
        var header = Parse(path, memory.Span(0, (int)Math.Min(memory.Length, 1024)));
        // Five bits are the least that an n-gram takes; what is certainly too many would overflow the offsets.
        for (var n = 1; n <= header.Order; n++)
            if (header.Counts[n - 1] < 0 || header.Counts[n - 1] / 2 > memory.Length)
                throw new InvalidDataException($"{path}: the header promises {header.Counts[n - 1]} {n}-grams; a file of {memory.Length} bytes cannot hold them. Is it damaged? Fetch it again.");
        if (header.Kind == BinaryKind.Probing && header.ProbingMultiplier is not (> 1 and <= MaxMultiplier))
            throw new InvalidDataException($"{path}: tables {header.ProbingMultiplier.ToString(System.Globalization.CultureInfo.InvariantCulture)} times as large as their n-grams; more than 1 and at most {MaxMultiplier} times expected. Is the file damaged? Fetch it again.");
        return header;
    }

    private static BinaryHeader Parse(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SanityBytes + FixedBytes)
            throw new InvalidDataException($"{path}: {bytes.Length} bytes; the header of a KenLM binary alone has {SanityBytes + FixedBytes}. Was the copy cut short?");
        if (!bytes[..SanityBytes].SequenceEqual(Sanity()))
            throw new InvalidDataException($"{path}: '{Printable(bytes)}'; a finished KenLM binary of format version 5 from a little-endian 64-bit machine expected. Build it again from the ARPA file.");
        var rest = bytes[SanityBytes..];
        var order = rest[0];
        var kind = (BinaryKind)BitConverter.ToInt32(rest[8..]);
        if (order is < 2 or > MaxOrder)
            throw new InvalidDataException($"{path}: order {order}; 2 to {MaxOrder} expected.");
        if (!Enum.IsDefined(kind) || kind == BinaryKind.RestProbing)
            throw new InvalidDataException($"{path}: model type {(int)kind}; probing (0) or a trie (2 to 5) expected. Build it again without rest costs.");
        if (bytes.Length < SizeFor(order))
            throw new InvalidDataException($"{path}: {bytes.Length} bytes; the header of order {order} has {SizeFor(order)}. Was the copy cut short?");
        var counts = MemoryMarshal.Cast<byte, long>(rest.Slice(FixedBytes, order * 8)).ToArray();
        return new BinaryHeader(kind, BitConverter.ToSingle(rest[4..]), rest[12] != 0, BitConverter.ToInt32(rest[16..]), counts);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[ByteCount];
        Sanity().CopyTo(bytes, 0);
        var rest = bytes.AsSpan(SanityBytes);
        rest[0] = (byte)Order;
        BitConverter.TryWriteBytes(rest[4..], ProbingMultiplier);
        BitConverter.TryWriteBytes(rest[8..], (int)Kind);
        rest[12] = HasWords ? (byte)1 : (byte)0;
        BitConverter.TryWriteBytes(rest[16..], SearchVersion);
        MemoryMarshal.AsBytes<long>(Counts).CopyTo(rest[FixedBytes..]);
        return bytes;
    }

    private static int SizeFor(int order) => (SanityBytes + FixedBytes + (order * 8) + 7) / 8 * 8;

    // Known numbers in the writer's byte order and alignment: a reader of another kind of machine sees that they are wrong.
    private static byte[] Sanity()
    {
        var bytes = new byte[SanityBytes];
        Encoding.ASCII.GetBytes(Magic).CopyTo(bytes, 0);
        var numbers = bytes.AsSpan(56);
        BitConverter.TryWriteBytes(numbers, 0f);
        BitConverter.TryWriteBytes(numbers[4..], 1f);
        BitConverter.TryWriteBytes(numbers[8..], -0.5f);
        BitConverter.TryWriteBytes(numbers[12..], 1u);
        BitConverter.TryWriteBytes(numbers[16..], uint.MaxValue);
        BitConverter.TryWriteBytes(numbers[24..], 1UL);
        return bytes;
    }

    private static string Printable(ReadOnlySpan<byte> bytes) =>
        new([.. bytes[..60].ToArray().TakeWhile(b => b is >= 32 and < 127).Select(b => (char)b)]);
}
