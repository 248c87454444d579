using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;

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
/// <param name="WarmUpSeconds">Time of the pass before the measured ones.</param>
internal sealed record BenchResult(double Seconds, double AudioSeconds, double PeakMegabytes, double WarmUpSeconds);

/// <summary>Work that is repeated and timed.</summary>
internal interface IBenchWork : IDisposable
{
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
    private readonly TrainStep _step;
    private readonly Batch _batch;
    private int _update;

    public TrainWork(LoadedModel loaded, BenchPlan plan)
    {
        _loaded = loaded;
        var config = loaded.Model.Config;
        var (options, tokenizer) = (new TrainOptions(), CtcTokenizer.Create(CtcVocabulary.ForSyllables([string.Concat(Enumerable.Range('가', config.VocabSize - 3).Select(code => (char)code))])));
        _step = new TrainStep(new CtcObjective(loaded.Model, loaded.Preprocessor, tokenizer, options, new AugmentOptions()), options);
        var labels = Enumerable.Range(0, (int)(plan.Seconds * LabelsPerSecond)).Select(i => 1 + i % (config.VocabSize - 1)).ToArray();
        _batch = Batch.Pad([.. plan.Waveforms().Select((waveform, i) => new LabelledWaveform($"{i}", waveform, labels))]);
    }

    public void Pass() => _step.Run([_batch], _update++);

    public void Dispose()
    {
        _step.Dispose();
        _loaded.Dispose();
    }
}
