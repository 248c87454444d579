namespace HubertAsr.Decoding;

/// <summary>N-grams of one order with their adjusted counts, on their way to estimation: words, count, whether pruned.</summary>
internal sealed class OrderCounts(int n, RecordSorter byContext)
{
    private readonly uint[] _record = new uint[n + 2];
    private readonly long[] _countsOfCounts = new long[5];

    public RecordSorter ByContext => byContext;

    /// <summary>N-grams seen.</summary>
    public long Count { get; private set; }

    /// <summary>N-grams that stay after pruning.</summary>
    public long Kept { get; private set; }

    public Discounts Discounts => Discounts.Estimate(_countsOfCounts);

    public void Add(ReadOnlySpan<uint> words, uint adjusted, bool isPruned)
    {
        words.CopyTo(_record);
        _record[n] = adjusted;
        _record[n + 1] = isPruned ? 1u : 0u;
        byContext.Add(_record);
    }

    public void Observe(long count, bool isPruned)
    {
        Count++;
        if (!isPruned) Kept++;
        if (count < _countsOfCounts.Length) _countsOfCounts[count]++;
    }
}
