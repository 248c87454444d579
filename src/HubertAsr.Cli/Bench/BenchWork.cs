using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;
using TorchSharp;

namespace HubertAsr.Cli.Bench;

/// <summary>What is measured: so many waveforms of so many seconds, so many times.</summary>
internal sealed record BenchPlan(double Seconds, int Batch, int Repeat)
{
    /// <summary>Noise in place of speech: the arithmetic is the same.</summary>
    public float[][] Waveforms()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Batch).Select(_ => Enumerable.Range(0, (int)(Seconds * AcousticModel.SampleRateHz)).Select(_ => random.NextSingle() - 0.5f).ToArray())];
    }
}

/// <summary>The median pass.</summary>
/// <param name="Seconds">Its time.</param>
/// <param name="AudioSeconds">Audio in a pass.</param>
/// <param name="PeakMegabytes">Largest resident memory of the process, in millions of bytes.</param>
/// <param name="WarmUpSeconds">Time of the passes before the measured ones.</param>
internal sealed record BenchResult(double Seconds, double AudioSeconds, double PeakMegabytes, double WarmUpSeconds);

/// <summary>What is printed.</summary>
/// <param name="Work">encode, train or decode.</param>
/// <param name="Result">The median pass.</param>
internal sealed record BenchReport(string Work, BenchResult Result)
{
    /// <summary>Where an update's time goes; of train alone.</summary>
    public TrainTimes? Times { get; init; }

    /// <summary>Frames searched; of decode alone.</summary>
    public long? Frames { get; init; }

    public double? MillisecondsPerThousandFrames => Frames is { } frames ? 1e6 * Result.Seconds / frames : null;
}

/// <summary>Work that is repeated and timed.</summary>
internal interface IBenchWork : IDisposable
{
    /// <summary>Passes before the measured ones go on for so long; there is at least one.</summary>
    double WarmUpSeconds => 0;

    void Pass();
}

/// <summary>Emissions of a batch.</summary>
internal sealed class EncodeWork(LoadedModel loaded, BenchPlan plan) : IBenchWork
{
    private readonly AcousticModel _model = new(loaded.Model, loaded.Preprocessor) { BatchSize = plan.Batch };
    private readonly float[][] _waveforms = plan.Waveforms();

    public void Pass() => _model.Encode(_waveforms);

    public void Dispose() => _model.Dispose();
}

/// <summary>Whole updates: forward, CTC loss, backward, AdamW. Labels are as dense as Korean jamo.</summary>
internal sealed class TrainWork : IBenchWork
{
    private const double LabelsPerSecond = 12;
    private readonly LoadedModel _loaded;
    private readonly CtcObjective _objective;
    private readonly TrainStep _step;
    private readonly Batch _batch;
    private int _update;

    public TrainWork(LoadedModel loaded, BenchPlan plan)
    {
        _loaded = loaded;
        var config = loaded.Model.Config;
        var (options, tokenizer) = (new TrainOptions(), CtcTokenizer.Create(CtcVocabulary.ForSyllables([string.Concat(Enumerable.Range('가', config.VocabSize - 3).Select(code => (char)code))])));
        _objective = new CtcObjective(loaded.Model, loaded.Preprocessor, tokenizer, options, new AugmentOptions());
        _step = new TrainStep(_objective, options);
        var labels = Enumerable.Range(0, (int)(plan.Seconds * LabelsPerSecond)).Select(i => 1 + i % (config.VocabSize - 1)).ToArray();
        _batch = Batch.Pad([.. plan.Waveforms().Select((waveform, i) => new LabelledWaveform($"{i}", waveform, labels))]);
    }

    public void Pass() => _step.Run([_batch], _update++);

    /// <summary>Whole updates, bare passes, optimiser steps and copies in turn: whatever else the machine does meets all four alike.</summary>
    /// <param name="repeat">Turns; medians count.</param>
    /// <param name="time">Seconds of an action.</param>
    public TrainTimes Break(int repeat, Func<Action, double> time)
    {
        var trained = _step.Parameters.Where(p => p.FirstUpdate != int.MaxValue).Sum(p => p.Parameter.numel());
        var (from, to) = (new float[trained], new float[trained]);
        // Pages that nobody wrote to are all one page of zeros, which is read from the cache.
        Array.Fill(from, 1f);
        Copy(from, to);
        var turns = Enumerable.Range(0, repeat).Select(_ =>
        {
            var update = time(Pass);
            _step.Optimiser.DropGradients();
            var bare = time(Bare);
            return (Update: update, Bare: bare, Optimiser: time(() => _step.Optimiser.Step(1e-3, 1)), Copy: time(() => Copy(from, to)));
        }).ToList();
        return new TrainTimes(Median(turn => turn.Update), Median(turn => turn.Bare), Median(turn => turn.Optimiser), Median(turn => turn.Copy), trained);

        double Median(Func<(double Update, double Bare, double Optimiser, double Copy), double> of) => turns.Select(of).Order().ElementAt(turns.Count / 2);
    }

    private void Bare()
    {
        using var scope = torch.NewDisposeScope();
        var loss = _objective.Forward(_batch, _objective.Plan(_batch, new Random(_update)));
        (loss.Sum / _batch.Count).backward();
    }

    private static void Copy(float[] from, float[] to)
    {
        var threads = torch.get_num_threads();
        Parallel.For(0, threads, part =>
        {
            var (start, end) = ((int)((long)from.Length * part / threads), (int)((long)from.Length * (part + 1) / threads));
            from.AsSpan(start, end - start).CopyTo(to.AsSpan(start));
        });
    }

    public void Dispose()
    {
        _step.Dispose();
        _loaded.Dispose();
    }
}
