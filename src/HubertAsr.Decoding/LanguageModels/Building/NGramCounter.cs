namespace HubertAsr.Decoding;

/// <summary>Counts the longest n-grams of a text; repeats are merged in memory before they are sorted.</summary>
internal sealed unsafe class NGramCounter : IDisposable
{
    private readonly int _order;
    private readonly RecordSorter _sorter;
    private readonly NativeNumbers _table;
    private readonly ulong _mask;
    private readonly int _most;
    private int _count;

    public NGramCounter(int order, RecordSorter sorter, long budgetBytes)
    {
        _order = order;
        _sorter = sorter;
        var slots = System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(budgetBytes / (Width * 4), 1024, 1L << 30) + 1) / 2;
        (_mask, _most) = (slots - 1, (int)(slots / 4 * 3));
        _table = new NativeNumbers((long)slots * Width);
        _table.Clear();
    }

    /// <summary>Words, then how often they were seen; 0 = an empty slot.</summary>
    private int Width => _order + 1;

    /// <summary>Counts the n-grams that end in the words from <paramref name="first"/> on; what begins a sentence is no word.</summary>
    /// <param name="ids">Words, before each sentence as many <c>&lt;s&gt;</c> as its first n-gram reaches back.</param>
    /// <param name="first">Index of the first word that is not only context.</param>
    public void Add(ReadOnlySpan<uint> ids, int first)
    {
        for (var i = first; i < ids.Length; i++)
            if (ids[i] != WordIds.SentenceStart) Add(ids.Slice(i + 1 - _order, _order));
    }

    /// <summary>Hands what is left to the sorter.</summary>
    public void Flush()
    {
        for (var slot = 0L; slot <= (long)_mask; slot++)
            if (_table.Start[(slot * Width) + _order] != 0) _sorter.Add(_table.Span(slot * Width, Width));
        _count = 0;
        _table.Clear();
    }

    public void Dispose() => _table.Dispose();

    private void Add(ReadOnlySpan<uint> words)
    {
        for (var slot = Hash(words) & _mask; ; slot = (slot + 1) & _mask)
        {
            var record = _table.Start + ((long)slot * Width);
            var count = record[_order];
            if (count == 0)
            {
                for (var i = 0; i < words.Length; i++) record[i] = words[i];
                record[_order] = 1;
                if (++_count == _most) Flush();
                return;
            }

            // A count at its ceiling goes on in another record; the merge adds them up.
            if (count == uint.MaxValue || !IsSame(record, words)) continue;
            record[_order] = count + 1;
            return;
        }
    }

    private static bool IsSame(uint* record, ReadOnlySpan<uint> words)
    {
        for (var i = words.Length - 1; i >= 0; i--)
            if (record[i] != words[i]) return false;
        return true;
    }

    private static ulong Hash(ReadOnlySpan<uint> words)
    {
        var hash = 0UL;
        foreach (var word in words) hash = (hash ^ word) * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }
}
