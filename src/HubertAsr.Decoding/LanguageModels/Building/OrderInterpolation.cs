namespace HubertAsr.Decoding;

/// <summary>One order on its way through interpolation.</summary>
/// <param name="NGrams">Words, discounted probability, weight of the shorter context; in suffix order.</param>
/// <param name="Contexts">N-grams of this length that are contexts, with their leftover mass; null for the longest order.</param>
/// <param name="Finished">Where words, log10 probability and log10 backoff go.</param>
internal sealed record InterpolatedOrder(RecordStream NGrams, RecordStream? Contexts, RecordFileWriter Finished)
{
    public bool HasNGram { get; set; }

    public bool HasContext { get; set; }
}

/// <summary>Interpolates every order with the one below: in suffix order an n-gram comes right after its own suffix. [Heafield11]</summary>
internal sealed class OrderInterpolation
{
    private readonly InterpolatedOrder[] _orders;
    private readonly RecordOrder[] _bySuffix;
    private readonly float[] _probabilities;
    private readonly uint[][] _records;

    public OrderInterpolation(InterpolatedOrder[] orders, float uniform)
    {
        _orders = orders;
        _bySuffix = [.. Enumerable.Range(1, orders.Length).Select(RecordOrder.Suffix)];
        _probabilities = new float[orders.Length + 1];
        _probabilities[0] = uniform;
        _records = [.. Enumerable.Range(1, orders.Length).Select(n => new uint[n + 2])];
    }

    public void Run()
    {
        foreach (var order in _orders)
        {
            order.HasNGram = order.NGrams.Next();
            order.HasContext = order.Contexts?.Next() ?? false;
        }

        while (_orders[0].HasNGram) Take(1);
    }

    private void Take(int n)
    {
        var order = _orders[n - 1];
        var record = _records[n - 1];
        order.NGrams.Current.CopyTo(record);
        order.HasNGram = order.NGrams.Next();
        var probability = BitConverter.UInt32BitsToSingle(record[n]) + (BitConverter.UInt32BitsToSingle(record[n + 1]) * _probabilities[n - 1]);
        _probabilities[n] = probability;
        record[n] = BitConverter.SingleToUInt32Bits(Math.Min(0f, MathF.Log10(probability)));
        record[n + 1] = BitConverter.SingleToUInt32Bits(MathF.Log10(Backoff(order, n, record)));
        order.Finished.Add(record);
        if (n == _orders.Length) return;
        var longer = _orders[n];
        while (longer.HasNGram && longer.NGrams.Current[1..(n + 1)].SequenceEqual(record.AsSpan(0, n))) Take(n + 1);
    }

    private float Backoff(InterpolatedOrder order, int n, uint[] words)
    {
        while (order.HasContext && _bySuffix[n - 1].Compare(order.Contexts!.Current, words) < 0) order.HasContext = order.Contexts.Next();
        return order.HasContext && order.Contexts!.Current[..n].SequenceEqual(words.AsSpan(0, n))
            ? BitConverter.UInt32BitsToSingle(order.Contexts.Current[n])
            : 1f;
    }
}
