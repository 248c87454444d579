using System.Runtime.CompilerServices;

namespace HubertAsr.Decoding;

/// <summary>KenLM's trie layout: bit-packed entries sorted by word under their shorter suffix, values plain or quantised.</summary>
internal readonly unsafe struct TrieSearch(TrieLayout layout, byte* start) : INGramSearch
{
    private readonly TrieLevel[] _levels = [.. Enumerable.Range(2, layout.Order - 1).Select(n => layout.Level(start, n))];
    private readonly byte* _unigrams = start + layout.UnigramOffset;
    private readonly ulong _bigramCount = (ulong)layout.CountOf(2);

    public float Unigram(uint word, out NGramNode node, out float backoff)
    {
        Unsafe.SkipInit(out node);
        var entry = _unigrams + ((long)word * TrieLayout.UnigramBytes);
        backoff = *(float*)(entry + 4);
        node.Begin = *(ulong*)(entry + 8);
        node.End = *(ulong*)(entry + TrieLayout.UnigramBytes + 8);
        node.Clamp(_bigramCount);
        node.IsLeaf = node.Begin == node.End;
        return *(float*)entry;
    }

    public bool Middle(int orderMinus2, uint word, ref NGramNode node, out float log10, out float backoff)
    {
        ref readonly var level = ref _levels[orderMinus2];
        var index = level.Find(word, node.Begin, node.End);
        if (index < 0)
        {
            log10 = backoff = 0;
            return false;
        }

        level.ReadValues((ulong)index, out log10, out backoff);
        level.ReadNext((ulong)index, ref node);
        node.IsLeaf = node.Begin == node.End;
        return true;
    }

    public bool Longest(uint word, in NGramNode node, out float log10)
    {
        ref readonly var level = ref _levels[^1];
        var index = level.Find(word, node.Begin, node.End);
        log10 = index < 0 ? 0 : level.ReadLog10((ulong)index);
        return index >= 0;
    }
}

/// <summary>The entries of one order of a trie: word, values and, below the longest order, where the next order begins.</summary>
internal readonly unsafe struct TrieLevel
{
    public byte* Entries { get; init; }

    /// <summary>Entries of the next longer order.</summary>
    public ulong NextCount { get; init; }

    public int WordBits { get; init; }

    public int TotalBits { get; init; }

    /// <summary>Bits of the pointer kept in the entry; the rest is in <see cref="PointerOffsets"/>.</summary>
    public int NextBits { get; init; }

    /// <summary>Index from which each high part of the pointer holds; null when the entry holds the whole pointer.</summary>
    public ulong* PointerOffsets { get; init; }

    public long PointerOffsetCount { get; init; }

    public float* Log10Bins { get; init; }

    public float* BackoffBins { get; init; }

    public int Log10Bits { get; init; }

    public int BackoffBits { get; init; }

    private ulong ValueBits => (ulong)(Log10Bits + BackoffBits);

    public long Find(uint word, ulong begin, ulong end)
    {
        long low = (long)begin, high = (long)end - 1;
        while (low <= high)
        {
            var middle = low + ((high - low) >> 1);
            var found = BitPacking.Read(Entries, (ulong)middle * (ulong)TotalBits, WordBits);
            if (found == word) return middle;
            if (found < word) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    public uint Word(ulong index) => (uint)BitPacking.Read(Entries, index * (ulong)TotalBits, WordBits);

    public float ReadLog10(ulong index)
    {
        var bit = (index * (ulong)TotalBits) + (ulong)WordBits;
        // Unquantised: a float without its sign, for it is never positive.
        return Log10Bins == null
            ? BitConverter.UInt32BitsToSingle((uint)BitPacking.Read(Entries, bit, 31) | 0x8000_0000)
            : Log10Bins[BitPacking.Read(Entries, bit + (ulong)BackoffBits, Log10Bits)];
    }

    public void ReadValues(ulong index, out float log10, out float backoff)
    {
        log10 = ReadLog10(index);
        var bit = (index * (ulong)TotalBits) + (ulong)WordBits;
        backoff = BackoffBins == null
            ? BitConverter.UInt32BitsToSingle((uint)BitPacking.Read(Entries, bit + 31, 32))
            : BackoffBins[BitPacking.Read(Entries, bit, BackoffBits)];
    }

    public void ReadNext(ulong index, ref NGramNode node)
    {
        var bit = (index * (ulong)TotalBits) + (ulong)WordBits + ValueBits;
        node.Begin = BitPacking.Read(Entries, bit, NextBits);
        node.End = BitPacking.Read(Entries, bit + (ulong)TotalBits, NextBits);
        if (PointerOffsets != null)
        {
            var high = LastAtMost(index);
            node.Begin |= (ulong)high << NextBits;
            while (high + 1 < PointerOffsetCount && PointerOffsets[high + 1] <= index + 1) high++;
            node.End |= (ulong)high << NextBits;
        }

        node.Clamp(NextCount);
    }

    private long LastAtMost(ulong index)
    {
        long low = 0, high = PointerOffsetCount;
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            if (PointerOffsets[middle] <= index) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }
}

/// <summary>Little-endian bit fields of up to 57 bits.</summary>
internal static unsafe class BitPacking
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(byte* start, ulong bit, int length) =>
        (*(ulong*)(start + (bit >> 3)) >> (int)(bit & 7)) & ((1UL << length) - 1);

    /// <summary>Writes into zeroed memory.</summary>
    public static void Write(byte* start, ulong bit, ulong value) => *(ulong*)(start + (bit >> 3)) |= value << (int)(bit & 7);

    /// <summary>Bits that hold every number up to <paramref name="largest"/>.</summary>
    public static int Required(ulong largest) => 64 - System.Numerics.BitOperations.LeadingZeroCount(largest);
}
