using System.Runtime.CompilerServices;

namespace HubertAsr.Decoding;

/// <summary>KenLM's probing layout: one open-addressing table an order, keyed by a hash of the words, latest first.</summary>
internal readonly unsafe struct ProbingSearch(ProbingLayout layout, byte* start) : INGramSearch
{
    private const uint SignBit = 0x8000_0000;
    private readonly ProbingTable[] _middles = [.. Enumerable.Range(2, layout.Order - 2).Select(n => layout.Table(start, n))];
    private readonly ProbingTable _longest = layout.Table(start, layout.Order);
    private readonly float* _unigrams = (float*)(start + layout.UnigramOffset);

    public static ulong Combine(ulong hash, uint word) => (hash * 8978948897894561157UL) ^ ((1UL + word) * 17894857484156487943UL);

    public float Unigram(uint word, out NGramNode node, out float backoff)
    {
        Unsafe.SkipInit(out node);
        backoff = _unigrams[(word * 2) + 1];
        node.Begin = word;
        return Unpack(_unigrams[word * 2], out node.IsLeaf);
    }

    public bool Middle(int orderMinus2, uint word, ref NGramNode node, out float log10, out float backoff)
    {
        node.Begin = Combine(node.Begin, word);
        var entry = _middles[orderMinus2].Find(node.Begin);
        if (entry == null)
        {
            log10 = backoff = 0;
            return false;
        }

        backoff = ((float*)entry)[3];
        log10 = Unpack(((float*)entry)[2], out node.IsLeaf);
        return true;
    }

    public bool Longest(uint word, in NGramNode node, out float log10)
    {
        var entry = _longest.Find(Combine(node.Begin, word));
        log10 = entry == null ? 0 : ((float*)entry)[2];
        return entry != null;
    }

    // Probabilities are never above 1, so the sign of their log is free to say whether a longer n-gram ends in these words.
    private static float Unpack(float stored, out bool isLeaf)
    {
        var bits = BitConverter.SingleToUInt32Bits(stored);
        isLeaf = (bits & SignBit) != 0;
        return BitConverter.UInt32BitsToSingle(bits | SignBit);
    }
}

/// <summary>A table of one order: a 64-bit key first in each entry, key 0 = empty.</summary>
internal readonly unsafe struct ProbingTable(byte* start, ulong buckets, int entryBytes)
{
    private readonly byte* _start = start;
    private readonly ulong _buckets = buckets;
    private readonly int _entryBytes = entryBytes;

    public byte* Find(ulong key)
    {
        var first = key % _buckets;
        var bucket = first;
        do
        {
            var entry = _start + (bucket * (ulong)_entryBytes);
            var found = *(ulong*)entry;
            if (found == key) return entry;
            if (found == 0) return null;
            if (++bucket == _buckets) bucket = 0;
        }
        while (bucket != first);
        return null;
    }

    /// <summary>The entry of a new key; null if it is there already or the table is full.</summary>
    public byte* Insert(ulong key)
    {
        var bucket = key % _buckets;
        for (ulong tried = 0; tried + 1 < _buckets; tried++)
        {
            var entry = _start + (bucket * (ulong)_entryBytes);
            if (*(ulong*)entry == 0)
            {
                *(ulong*)entry = key;
                return entry;
            }

            if (*(ulong*)entry == key) return null;
            if (++bucket == _buckets) bucket = 0;
        }

        return null;
    }
}

/// <summary>Where everything lies in a probing binary.</summary>
internal sealed unsafe class ProbingLayout
{
    public const float DefaultMultiplier = 1.5f;
    private const int MiddleBytes = 16;
    private const int LongestBytes = 12;
    private readonly long[] _tableOffsets;
    private readonly ulong[] _buckets;

    public ProbingLayout(BinaryHeader header)
    {
        Order = header.Order;
        UnigramCount = header.Counts[0] + 1;
        VocabularyOffset = header.ByteCount;
        VocabularyBuckets = Buckets(header.Counts[0], header.ProbingMultiplier);
        UnigramOffset = VocabularyOffset + HashedVocabulary.HeaderBytes + ((long)VocabularyBuckets * HashedVocabulary.EntryBytes);
        var offset = UnigramOffset + ((header.Counts[0] + 1) * 8);
        _tableOffsets = new long[Order - 1];
        _buckets = new ulong[Order - 1];
        for (var n = 2; n <= Order; n++)
        {
            _tableOffsets[n - 2] = offset;
            _buckets[n - 2] = Buckets(header.Counts[n - 1], header.ProbingMultiplier);
            offset += (long)_buckets[n - 2] * EntryBytes(n);
        }

        End = offset;
    }

    public int Order { get; }

    /// <summary>Unigrams that there is room for, &lt;unk&gt; included.</summary>
    public long UnigramCount { get; }

    public long VocabularyOffset { get; }

    public ulong VocabularyBuckets { get; }

    public long UnigramOffset { get; }

    /// <summary>One past the tables; the words follow.</summary>
    public long End { get; }

    public ProbingTable Table(byte* start, int n) => new(start + _tableOffsets[n - 2], _buckets[n - 2], EntryBytes(n));

    private int EntryBytes(int n) => n == Order ? LongestBytes : MiddleBytes;

    private static ulong Buckets(long entries, float multiplier) => Math.Max((ulong)entries + 1, (ulong)(multiplier * (float)entries));
}
