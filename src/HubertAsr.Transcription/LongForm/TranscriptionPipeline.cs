using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace HubertAsr.Transcription.LongForm;

/// <summary>
/// Two stages on threads of their own, reading and the model; the caller's thread decodes what <see cref="Steps"/> gives. Each stage is at most a few
/// segments ahead of the next. Disposing it in the middle stops both.
/// </summary>
internal sealed class TranscriptionPipeline : IDisposable
{
    private const int SegmentsAhead = 3;

    private readonly BlockingCollection<TranscriptionStep> _read = new(SegmentsAhead);
    private readonly BlockingCollection<TranscriptionStep> _encoded = new(SegmentsAhead);
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _askedToStop;
    private readonly Task[] _stages;

    /// <param name="inputs">Taken one by one, on the reading thread.</param>
    /// <param name="cut">The steps of one input; what it throws about the input becomes the input's last step.</param>
    /// <param name="encode">Runs on one thread: steps to compute together, in order, to the same with emissions.</param>
    /// <param name="samplesTogether">Steps are computed together up to so many samples; 0: one by one.</param>
    /// <param name="stop">The caller's wish to end early.</param>
    public TranscriptionPipeline(
        IEnumerable<AudioInput> inputs,
        Func<AudioInput, IEnumerable<TranscriptionStep>> cut,
        Func<IReadOnlyList<TranscriptionStep>, IEnumerable<TranscriptionStep>> encode,
        long samplesTogether,
        CancellationToken stop)
    {
        _askedToStop = stop;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _stages =
        [
            Stage(inputs.SelectMany(input => Guarded(input, cut)), _read),
            Stage(SampleBatches.Of(_read.GetConsumingEnumerable(_stop.Token), step => step.Segment?.Samples.Length ?? 0, samplesTogether).SelectMany(encode), _encoded),
        ];
    }

    /// <summary>Everything that came out of the model, in order.</summary>
    public IEnumerable<TranscriptionStep> Steps()
    {
        while (Next() is { } step) yield return step;
        _askedToStop.ThrowIfCancellationRequested();
        try
        {
            Task.WaitAll(_stages, CancellationToken.None);
        }
        catch (AggregateException errors)
        {
            // A stage that fails cancels the other: the failure is what counts.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions.FirstOrDefault(error => error is not OperationCanceledException) ?? errors.InnerExceptions[0]);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        // Failures were thrown by Steps; here only the end of the threads matters.
        foreach (var stage in _stages) ((IAsyncResult)stage).AsyncWaitHandle.WaitOne();
        _read.Dispose();
        _encoded.Dispose();
        _stop.Dispose();
    }

    private TranscriptionStep? Next()
    {
        try
        {
            return _encoded.TryTake(out var step, Timeout.Infinite, _stop.Token) ? step : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private Task Stage(IEnumerable<TranscriptionStep> steps, BlockingCollection<TranscriptionStep> results) => Task.Factory.StartNew(
        () =>
        {
            try
            {
                foreach (var step in steps) results.Add(step, _stop.Token);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                _stop.Cancel(); // the other stage waits for us
                throw;
            }
            finally
            {
                results.CompleteAdding();
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static IEnumerable<TranscriptionStep> Guarded(AudioInput input, Func<AudioInput, IEnumerable<TranscriptionStep>> cut)
    {
        using var steps = cut(input).GetEnumerator();
        while (true)
        {
            TranscriptionStep step;
            try
            {
                if (!steps.MoveNext()) yield break;
                step = steps.Current;
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                step = new TranscriptionStep(input) { IsLast = true, Error = error };
            }
            yield return step;
            if (step.IsLast) yield break;
        }
    }
}
