using HubertAsr.Models;

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
