namespace HubertAsr.Decoding;

/// <summary>
/// From the longest n-grams to the adjusted counts of all orders: how many different words come before an n-gram;
/// of the longest, and of those that begin a sentence, how often they were seen. [ChenGoodman98] §4.1.6, [Heafield11]
/// </summary>
internal sealed class CountAdjuster
{
    private readonly int _order;
    private readonly OrderCounts[] _orders;
    private readonly long[] _pruneThresholds;
    private readonly bool[] _prunedWords;
    private readonly bool _hasPrunedWords;
    private readonly uint[][] _words;
    private readonly long[] _adjusted;
    private readonly long[] _actual;
    private int _valid;

    /// <param name="orders">Where n-grams go, unigrams first.</param>
    /// <param name="pruneThresholds">N-grams seen at most so often are pruned, by order.</param>
    /// <param name="prunedWords">Words whose n-grams are all pruned.</param>
    public CountAdjuster(OrderCounts[] orders, long[] pruneThresholds, bool[] prunedWords)
    {
        _order = orders.Length;
        _orders = orders;
        _pruneThresholds = pruneThresholds;
        _prunedWords = prunedWords;
        _hasPrunedWords = prunedWords.Contains(true);
        _words = [.. Enumerable.Range(1, _order).Select(n => new uint[n])];
        _adjusted = new long[_order];
        _actual = new long[_order];
    }

    /// <summary>Takes the longest n-grams in suffix order, equal ones next to each other.</summary>
    public void Run(RecordStream counted)
    {
        AddSpecialWords();
        var merged = new uint[_order];
        for (var more = counted.Next(); more;)
        {
            counted.Current[.._order].CopyTo(merged);
            long count = 0;
            do count += counted.Current[_order];
            while ((more = counted.Next()) && counted.Current[.._order].SequenceEqual(merged));
            Take(merged, count);
        }

        // The very last n-grams enter the statistics with the counts they were seen with: lmplz does so, and discounts must agree with its.
        for (var n = _valid; n >= 1; n--) Leave(n, _actual[n - 1]);
    }

    private void AddSpecialWords()
    {
        _orders[0].Add([WordIds.Unknown], 0, isPruned: false);
        _orders[0].Observe(0, isPruned: false);
        _orders[0].Add([WordIds.SentenceStart], 0, isPruned: false);
        _orders[0].Observe(0, isPruned: false);
    }

    private void Take(uint[] full, long count)
    {
        var same = 0;
        while (same < _valid && full[_order - 1 - same] == _words[same][0]) same++;
        for (; _valid > same; _valid--) Leave(_valid, _adjusted[_valid - 1]);
        for (var n = 1; n <= same; n++) _actual[n - 1] += count;
        // One more word was seen before the longest n-gram that stays the same.
        if (same > 0 && same < _order) _adjusted[same - 1]++;
        for (var n = same + 1; n < _order; n++)
        {
            var word = full[_order - n];
            Enter(n, full, word == WordIds.SentenceStart ? count : 1, count);
            if (word == WordIds.SentenceStart) return;
        }

        EnterLongest(full, count);
    }

    private void Enter(int n, uint[] full, long adjusted, long actual)
    {
        full.AsSpan(_order - n).CopyTo(_words[n - 1]);
        (_adjusted[n - 1], _actual[n - 1]) = (adjusted, actual);
        _valid = n;
    }

    private void EnterLongest(uint[] full, long count)
    {
        // Before the first word stands one <s>; records with more of them ended above.
        var isPruned = count <= _pruneThresholds[_order - 1] || HasPrunedWord(full);
        if (_order == 1) isPruned &= full[0] > WordIds.SentenceEnd;
        _orders[_order - 1].Add(full, Narrow(count), isPruned);
        _orders[_order - 1].Observe(count, isPruned);
    }

    private void Leave(int n, long observed)
    {
        var words = _words[n - 1];
        var isPruned = (_actual[n - 1] <= _pruneThresholds[n - 1] && !(n == 1 && words[0] <= WordIds.SentenceEnd)) || HasPrunedWord(words);
        _orders[n - 1].Add(words, Narrow(_adjusted[n - 1]), isPruned);
        _orders[n - 1].Observe(observed, isPruned);
    }

    private bool HasPrunedWord(uint[] words)
    {
        if (!_hasPrunedWords) return false;
        foreach (var word in words)
            if (_prunedWords[word]) return true;
        return false;
    }

    private static uint Narrow(long count) => (uint)Math.Min(count, uint.MaxValue);
}
