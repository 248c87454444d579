namespace HubertAsr.Decoding;

/// <summary>How a trie stores its values: plain floats, or indices of bins.</summary>
internal readonly record struct TrieQuantization(int Log10Bits, int BackoffBits)
{
    public const byte Version = 2;

    /// <summary>Version and bit counts, padded.</summary>
    public const int HeaderBytes = 8;

    /// <summary>31 bits of a float that is never positive, 32 of one that may be.</summary>
    public static TrieQuantization Off { get; } = new(31, 32);

    public long TableBytes(int order) => this == Off ? 0 : HeaderBytes + ((order - 2) * (BinBytes(Log10Bits) + BinBytes(BackoffBits))) + BinBytes(Log10Bits);

    public static long BinBytes(int bits) => 4L << bits;
}

/// <summary>Where everything lies in a trie binary.</summary>
internal sealed unsafe class TrieLayout
{
    public const int UnigramBytes = 16;
    private const int PointerHeaderBytes = 8;
    private readonly long[] _counts;
    private readonly TrieQuantization _quantization;
    private readonly int _maxPointerChop;
    private readonly bool _chopsPointers;
    private readonly long[] _levelOffsets;

    /// <param name="header">The file's header.</param>
    /// <param name="quantization">How values are stored.</param>
    /// <param name="maxPointerChop">Most pointer bits kept outside the entries; used by the array kinds.</param>
    public TrieLayout(BinaryHeader header, TrieQuantization quantization, int maxPointerChop)
    {
        _counts = header.Counts;
        _quantization = quantization;
        _maxPointerChop = maxPointerChop;
        _chopsPointers = header.Kind is BinaryKind.ArrayTrie or BinaryKind.QuantizedArrayTrie;
        VocabularyOffset = header.ByteCount;
        BinsOffset = BinsOffsetOf(header);
        UnigramOffset = BinsOffset + quantization.TableBytes(Order);
        _levelOffsets = new long[Order - 1];
        var offset = UnigramOffset + ((_counts[0] + 2) * UnigramBytes);
        for (var n = 2; n <= Order; n++)
        {
            _levelOffsets[n - 2] = offset;
            offset += LevelBytes(n);
        }

        End = offset;
    }

    public int Order => _counts.Length;

    public long VocabularyOffset { get; }

    public long BinsOffset { get; }

    public long UnigramOffset { get; }

    public long End { get; }

    /// <summary>The layout of a file, after its own notes on quantisation and pointers.</summary>
    public static TrieLayout Of(string path, BinaryHeader header, ModelMemory memory)
    {
        var quantization = TrieQuantization.Off;
        if (header.Kind is BinaryKind.QuantizedTrie or BinaryKind.QuantizedArrayTrie)
        {
            var note = Note(path, memory, BinsOffsetOf(header));
            if (note[0] != TrieQuantization.Version || note[1] is < 1 or > 25 || note[2] is < 1 or > 25)
                throw new InvalidDataException($"{path}: quantisation version {note[0]} with {note[1]} and {note[2]} bits; version {TrieQuantization.Version} with 1 to 25 bits expected.");
            quantization = new TrieQuantization(note[1], note[2]);
        }

        if (header.Kind is not (BinaryKind.ArrayTrie or BinaryKind.QuantizedArrayTrie) || header.Order == 2) return new TrieLayout(header, quantization, 0);
        var pointerNote = Note(path, memory, BinsOffsetOf(header) + quantization.TableBytes(header.Order) + ((header.Counts[0] + 2) * UnigramBytes));
        if (pointerNote[0] != 0)
            throw new InvalidDataException($"{path}: pointer compression version {pointerNote[0]}; version 0 expected.");
        return new TrieLayout(header, quantization, pointerNote[1]);
    }

    public long CountOf(int n) => _counts[n - 1];

    public TrieLevel Level(byte* start, int n)
    {
        var isLongest = n == Order;
        var nextBits = isLongest ? 0 : NextBits(n);
        var valueBits = isLongest ? _quantization with { BackoffBits = 0 } : _quantization;
        var wordBits = BitPacking.Required((ulong)_counts[0]);
        var bins = _quantization == TrieQuantization.Off ? null : start + BinsOffset + TrieQuantization.HeaderBytes + ((n - 2) * BinBytesOfOrder);
        return new TrieLevel
        {
            Entries = start + _levelOffsets[n - 2] + PointerBytes(n),
            NextCount = isLongest ? 0 : (ulong)_counts[n],
            WordBits = wordBits,
            Log10Bits = valueBits.Log10Bits,
            BackoffBits = valueBits.BackoffBits,
            NextBits = nextBits,
            TotalBits = wordBits + valueBits.Log10Bits + valueBits.BackoffBits + nextBits,
            PointerOffsets = _chopsPointers && !isLongest ? (ulong*)(start + Aligned(_levelOffsets[n - 2]) + PointerHeaderBytes) : null,
            PointerOffsetCount = isLongest ? 0 : PointerOffsetCount(n),
            Log10Bins = (float*)bins,
            BackoffBins = bins == null || isLongest ? null : (float*)(bins + TrieQuantization.BinBytes(_quantization.Log10Bits)),
        };
    }

    private long BinBytesOfOrder => TrieQuantization.BinBytes(_quantization.Log10Bits) + TrieQuantization.BinBytes(_quantization.BackoffBits);

    private static long BinsOffsetOf(BinaryHeader header) => header.ByteCount + 8 + (8 * header.Counts[0]);

    private static long Aligned(long offset) => (offset + 7) / 8 * 8;

    private static ReadOnlySpan<byte> Note(string path, ModelMemory memory, long offset) => offset + 8 <= memory.Length
        ? memory.Span(offset, 8)
        : throw new InvalidDataException($"{path}: {memory.Length} bytes; notes on compression expected at byte {offset}. Was the copy cut short?");

    private long LevelBytes(int n)
    {
        var values = n == Order ? _quantization.Log10Bits : _quantization.Log10Bits + _quantization.BackoffBits + NextBits(n);
        var totalBits = BitPacking.Required((ulong)_counts[0]) + values;
        // One entry more for the last pointer, and room to read 8 bytes anywhere.
        return PointerBytes(n) + ((((1 + _counts[n - 1]) * totalBits) + 7) / 8) + 8;
    }

    private long PointerBytes(int n) => _chopsPointers && n < Order ? (8 * (1 + PointerOffsetCount(n))) + 7 : 0;

    private int NextBits(int n) => BitPacking.Required((ulong)_counts[n]) - ChoppedBits(n);

    private long PointerOffsetCount(int n) => (_counts[n] >> (BitPacking.Required((ulong)_counts[n]) - ChoppedBits(n))) + 1;

    /// <summary>How many high bits of the pointers cost least as a table of offsets.</summary>
    private int ChoppedBits(int n)
    {
        if (!_chopsPointers) return 0;
        var required = BitPacking.Required((ulong)_counts[n]);
        var (best, lowest) = (0, long.MaxValue);
        for (var chop = 0; chop <= Math.Min(required, _maxPointerChop); chop++)
        {
            var change = ((_counts[n] >> (required - chop)) * 64) - ((_counts[n - 1] + 1) * chop);
            if (change < lowest) (best, lowest) = (chop, change);
        }

        return best;
    }
}
