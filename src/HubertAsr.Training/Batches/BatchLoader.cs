namespace HubertAsr.Training;

/// <summary>Hands out the batches of a <see cref="BatchSampler"/> in its order, epoch after epoch, decoding the next ones on background threads.</summary>
internal sealed class BatchLoader : IDisposable
{
    private readonly BatchSampler _sampler;
    private readonly Func<ReadOnlyMemory<int>, int, Batch> _read;
    private readonly Queue<(SamplerPosition After, Task<Batch> Batch)> _ahead = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly int _depth;
    private SamplerPosition _next;
    private EpochPlan _plan;

    /// <param name="sampler">The order.</param>
    /// <param name="read">Utterance numbers and epoch → batch; called on several threads.</param>
    /// <param name="start">The first batch to hand out.</param>
    /// <param name="threads">Batches that are decoded at the same time.</param>
    public BatchLoader(BatchSampler sampler, Func<ReadOnlyMemory<int>, int, Batch> read, SamplerPosition start, int threads)
    {
        (_sampler, _read, _depth, _next) = (sampler, read, threads, start);
        Position = start;
        _plan = sampler.Plan(start.Epoch);
    }

    /// <summary>The batch that comes next.</summary>
    public SamplerPosition Position { get; private set; }

    /// <summary>Waits for the next batch.</summary>
    /// <exception cref="InvalidDataException">An audio file of it cannot be read.</exception>
    public Batch Next()
    {
        while (_ahead.Count < _depth) Begin();
        var (after, batch) = _ahead.Dequeue();
        Position = after;
        Begin();
        return batch.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            Task.WaitAll(_ahead.Select(item => item.Batch));
        }
        catch (AggregateException)
        {
            // What was being read ahead is not wanted any more, nor are its errors.
        }
        _stop.Dispose();
    }

    private void Begin()
    {
        while (_next.Batch >= _plan.BatchCount)
        {
            _next = new SamplerPosition(_next.Epoch + 1, 0);
            _plan = _sampler.Plan(_next.Epoch);
        }
        var (epoch, utterances) = (_next.Epoch, _plan.Batch(_next.Batch));
        _next = _next with { Batch = _next.Batch + 1 };
        _ahead.Enqueue((_next, Task.Run(() => _read(utterances, epoch), _stop.Token)));
    }
}
