namespace HubertAsr.Training;

/// <summary>Where in the corpus a run stands: the next batch to train on.</summary>
/// <param name="Epoch">0-based pass over the corpus.</param>
/// <param name="Batch">0-based batch of that pass.</param>
public readonly record struct SamplerPosition(int Epoch, int Batch);

/// <summary>What one batch may hold.</summary>
/// <param name="MaxSeconds">Padded audio as it is heard: utterances × longest, seconds.</param>
/// <param name="LengthSpread">Width of a duration bucket: how much longer than the shortest the longest may be, as a share of it.</param>
public sealed record BatchLimits(double MaxSeconds, double LengthSpread)
{
    /// <summary>Little padding at no cost in randomness; for models that are given true lengths.</summary>
    public const double OrdinarySpread = 0.25;

    /// <summary>Near-equal lengths: group norm sees the padding, so a clip's output would depend on its neighbours.</summary>
    public const double NearEqualSpread = 0.02;

    /// <summary>Utterances, where a recipe counts them.</summary>
    public int MaxUtterances { get; init; } = int.MaxValue;
}

/// <summary>Cuts a corpus into batches by seconds, near in length, in an order that only the seed and the epoch decide.</summary>
/// <remarks>
/// Each epoch every utterance draws a place in its duration bucket anew (its duration × a factor of up to half the bucket's width);
/// the corpus is cut into batches in that order, and the batches are shuffled. No state is needed: any position can be resumed.
/// </remarks>
public sealed class BatchSampler
{
    private const int ManyUtterances = 1_000_000;

    private readonly ReadOnlyMemory<float> _seconds;
    private readonly BatchLimits _limits;
    private readonly int _seed;
    private readonly Func<int, int, double>? _speedOf;
    private (int Epoch, EpochPlan Plan)? _latest;

    /// <param name="seconds">Duration of each utterance; its index is the utterance's number.</param>
    /// <param name="limits">What one batch may hold.</param>
    /// <param name="seed">Seed of all orders.</param>
    /// <param name="speedOf">Utterance and epoch → the factor at which it is played; null: as recorded.</param>
    public BatchSampler(ReadOnlyMemory<float> seconds, BatchLimits limits, int seed, Func<int, int, double>? speedOf = null)
    {
        (_seconds, _limits, _seed, _speedOf) = (seconds, limits, seed, speedOf);
    }

    /// <summary>The batches of one pass over the corpus: every utterance exactly once, inside a batch the longest first.</summary>
    /// <remarks>An utterance longer than the limit is a batch of its own. The latest plan is kept; one thread may ask.</remarks>
    public EpochPlan Plan(int epoch)
    {
        if (_latest?.Epoch != epoch) _latest = (epoch, Shuffle(epoch));
        return _latest.Value.Plan;
    }

    private EpochPlan Shuffle(int epoch)
    {
        var random = new Random(Draw.Seed(_seed, epoch));
        var order = DrawOrder(random, epoch);
        var starts = Cut(order, epoch);
        for (var batch = 0; batch + 1 < starts.Length; batch++)
            order.AsSpan(starts[batch]..starts[batch + 1]).Sort((a, b) => Duration(b, epoch).CompareTo(Duration(a, epoch)));
        var shuffled = Enumerable.Range(0, starts.Length - 1).ToArray();
        random.Shuffle(shuffled);
        // The sort keys of ten million rows are forty megabytes that nothing else would soon give back.
        if (order.Length > ManyUtterances) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return new EpochPlan(order, starts, shuffled);
    }

    /// <summary>As it is heard in this epoch.</summary>
    private float Duration(int utterance, int epoch) => _speedOf is null ? _seconds.Span[utterance] : (float)(_seconds.Span[utterance] / _speedOf(utterance, epoch));

    private int[] DrawOrder(Random random, int epoch)
    {
        var keys = new float[_seconds.Length];
        var order = new int[_seconds.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = Duration(i, epoch) * (float)(1 + _limits.LengthSpread * (random.NextDouble() - 0.5));
        }
        Array.Sort(keys, order);
        return order;
    }

    /// <summary>Where each batch starts, and where the last one ends. Counted first: a list that grows holds twice as much for a while.</summary>
    private int[] Cut(int[] order, int epoch)
    {
        var starts = new int[Starts(order, epoch).Count() + 1];
        var batch = 0;
        foreach (var start in Starts(order, epoch)) starts[batch++] = start;
        starts[^1] = order.Length;
        return starts;
    }

    private IEnumerable<int> Starts(int[] order, int epoch)
    {
        var start = 0;
        float shortest = float.MaxValue, longest = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var seconds = Duration(order[i], epoch);
            (shortest, longest) = (Math.Min(shortest, seconds), Math.Max(longest, seconds));
            var count = i - start + 1;
            if (count > 1 && count <= _limits.MaxUtterances && count * (double)longest <= _limits.MaxSeconds && longest <= shortest * (1 + _limits.LengthSpread)) continue;
            (start, shortest, longest) = (i, seconds, seconds);
            yield return i;
        }
    }
}

/// <summary>The batches of one epoch, in training order, as numbers of utterances.</summary>
public sealed class EpochPlan
{
    private readonly int[] _order;
    private readonly int[] _starts;
    private readonly int[] _shuffled;

    internal EpochPlan(int[] order, int[] starts, int[] shuffled) => (_order, _starts, _shuffled) = (order, starts, shuffled);

    /// <summary>Number of batches.</summary>
    public int BatchCount => _shuffled.Length;

    /// <summary>The utterances of one batch, the longest first.</summary>
    public ReadOnlyMemory<int> Batch(int index)
    {
        var batch = _shuffled[index];
        return _order.AsMemory(_starts[batch].._starts[batch + 1]);
    }
}
