namespace HubertAsr.Decoding;

/// <summary>From adjusted counts to discounted probabilities and what is left for the shorter context. [ChenGoodman98] §4.1.6</summary>
internal sealed class OrderEstimator(int n, Discounts discounts, RecordSorter bySuffix, RecordSorter contexts)
{
    private readonly uint[] _output = new uint[n + 2];
    private readonly uint[] _context = new uint[n];
    private uint[] _group = new uint[1024];
    private int _count;

    private int Width => n + 2;

    /// <summary>Takes n-grams in context order; gives n-grams that stay, and every context with its leftover mass.</summary>
    public void Run(RecordStream counts)
    {
        for (var more = counts.Next(); more;)
        {
            counts.Current[..(n - 1)].CopyTo(_context);
            _count = 0;
            do Hold(counts.Current);
            while ((more = counts.Next()) && counts.Current[..(n - 1)].SequenceEqual(_context.AsSpan(0, n - 1)));
            Estimate();
        }
    }

    private void Hold(ReadOnlySpan<uint> record)
    {
        if ((_count + 1) * Width > _group.Length) Array.Resize(ref _group, _group.Length * 2);
        record.CopyTo(_group.AsSpan(_count++ * Width));
    }

    private void Estimate()
    {
        long total = 0, pruned = 0;
        Span<long> kept = stackalloc long[4];
        for (var i = 0; i < _count; i++)
        {
            var (count, isPruned) = Counted(i);
            total += count;
            if (isPruned) pruned += count;
            else kept[(int)Math.Min(count, 3)]++;
        }

        // All that pruning takes away goes to the shorter context, so that the model still sums to one.
        var left = (discounts.One * kept[1]) + (discounts.Two * kept[2]) + (discounts.ThreeOrMore * kept[3]) + pruned;
        var gamma = left / total;
        for (var i = 0; i < _count; i++) Emit(i, total, gamma);
        if (n == 1) return;
        _context[n - 1] = BitConverter.SingleToUInt32Bits(gamma);
        contexts.Add(_context);
    }

    private void Emit(int index, long total, float gamma)
    {
        var (count, isPruned) = Counted(index);
        if (isPruned) return;
        _group.AsSpan(index * Width, n).CopyTo(_output);
        // <s> is context, never predicted; probability 1 lets it be scored at no cost.
        var isStart = n == 1 && _output[0] == WordIds.SentenceStart;
        _output[n] = BitConverter.SingleToUInt32Bits(isStart ? 1f : (count - discounts.Of(count)) / total);
        _output[n + 1] = BitConverter.SingleToUInt32Bits(isStart ? 0f : gamma);
        bySuffix.Add(_output);
    }

    private (long Count, bool IsPruned) Counted(int index) => (_group[(index * Width) + n], _group[(index * Width) + n + 1] != 0);
}
