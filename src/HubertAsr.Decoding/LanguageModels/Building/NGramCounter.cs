namespace HubertAsr.Decoding;

/// <summary>Counts the longest n-grams of a text; repeats are merged in memory before they are sorted.</summary>
internal sealed class NGramCounter
{
    private readonly int _order;
    private readonly RecordSorter _sorter;
    private readonly uint[] _window;
    private readonly uint[] _records;
    private readonly int[] _table;
    private int _count;

    public NGramCounter(int order, RecordSorter sorter, long budgetBytes)
    {
        _order = order;
        _sorter = sorter;
        _window = new uint[order + 1];
        // Twice as many slots as records keep the probes short.
        var capacity = (int)Math.Clamp(budgetBytes / (((order + 1) * 4) + 16), 1024, 1 << 26);
        var slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        _table = new int[slots];
        _records = new uint[slots / 2 * (order + 1)];
        Array.Fill(_table, -1);
    }

    private int Width => _order + 1;

    public void BeginSentence() => Array.Fill(_window, WordIds.SentenceStart);

    /// <summary>Counts the n-gram that ends in this word.</summary>
    public void Add(uint word)
    {
        _window.AsSpan(1, _order - 1).CopyTo(_window);
        _window[_order - 1] = word;
        _window[_order] = 1;
        var slot = (int)(Hash() & (ulong)(_table.Length - 1));
        for (; _table[slot] >= 0; slot = (slot + 1) & (_table.Length - 1))
        {
            var record = _records.AsSpan(_table[slot] * Width, Width);
            if (!record[.._order].SequenceEqual(_window.AsSpan(0, _order))) continue;
            // A count at its ceiling goes on in another record; the merge adds them up.
            if (record[_order] == uint.MaxValue) continue;
            record[_order]++;
            return;
        }

        _table[slot] = _count;
        _window.CopyTo(_records.AsSpan(_count * Width));
        if (++_count == _table.Length / 2) Flush();
    }

    /// <summary>Hands what is left to the sorter.</summary>
    public void Flush()
    {
        for (var record = 0; record < _count; record++) _sorter.Add(_records.AsSpan(record * Width, Width));
        _count = 0;
        Array.Fill(_table, -1);
    }

    private ulong Hash()
    {
        var hash = 0UL;
        for (var i = 0; i < _order; i++) hash = (hash ^ _window[i]) * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }
}
