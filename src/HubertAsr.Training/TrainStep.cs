using HubertAsr.Models;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>What one update did.</summary>
/// <param name="Loss">Loss of all its batches under the run's reduction.</param>
/// <param name="GradientNorm">Norm of the whole gradient before clipping.</param>
/// <param name="Frames">Valid frames, and those of them whose best label is the blank, and those that were masked.</param>
/// <param name="AudioSeconds">Audio without padding, seconds.</param>
/// <param name="NotFinite">Utterances whose loss is no number; then nothing was changed.</param>
public sealed record StepOutcome(double Loss, double GradientNorm, FrameCounts Frames, double AudioSeconds, IReadOnlyList<string> NotFinite);

/// <summary>Frames of some batches.</summary>
public readonly record struct FrameCounts(long Valid, long Blank, long Masked)
{
    public static FrameCounts operator +(FrameCounts left, FrameCounts right)
        => new(left.Valid + right.Valid, left.Blank + right.Blank, left.Masked + right.Masked);

    public static FrameCounts Add(FrameCounts left, FrameCounts right) => left + right;
}

/// <summary>One optimiser update: batches in, weights moved. The whole arithmetic of fine-tuning is here.</summary>
public sealed class TrainStep : IDisposable
{
    private readonly HubertForCtc _model;
    private readonly TrainOptions _options;
    private readonly AugmentOptions _augment;
    private readonly LearningRateSchedule _schedule;
    private readonly WeightAverage? _average;
    private readonly bool _hidePadding;
    private readonly int _blank;

    /// <param name="model">What is trained; stays the caller's.</param>
    /// <param name="hidePadding">Padding is hidden from the encoder (<c>return_attention_mask</c> of <c>preprocessor_config.json</c>).</param>
    /// <param name="blank">Id of the CTC blank.</param>
    /// <param name="options">Loss, optimiser, schedule, freezing.</param>
    /// <param name="augment">Masks.</param>
    public TrainStep(HubertForCtc model, bool hidePadding, int blank, TrainOptions options, AugmentOptions augment)
    {
        (_model, _hidePadding, _blank, _options, _augment) = (model, hidePadding, blank, options, augment);
        _schedule = LearningRateSchedule.From(options);
        Parameters = new ParameterPlan(options, model.Config.NumHiddenLayers).Arrange(model.named_parameters());
        Optimiser = new AdamW(Parameters, new AdamWSettings(options.Beta1, options.Beta2, options.Epsilon));
        if (options.EmaDecay > 0) _average = new WeightAverage(Parameters, options.EmaDecay);
    }

    /// <summary>Every parameter, with what is done to it.</summary>
    public IReadOnlyList<TrainedParameter> Parameters { get; }

    /// <summary>Holds the moments.</summary>
    public AdamW Optimiser { get; }

    /// <summary>All that outlives an update beside the weights, by name, for checkpoints.</summary>
    public IEnumerable<(string Name, Tensor Value)> Memory => Optimiser.Moments.Concat(_average?.Averages ?? []);

    /// <summary>Learning rate of the encoder in the update with this 0-based number.</summary>
    public double LearningRateAt(int update) => _options.LearningRate * _schedule.ScaleAt(update);

    /// <summary>Adds up the gradients of the batches and moves the weights once. Every draw is a function of seed, update and batch.</summary>
    public StepOutcome Run(IReadOnlyList<Batch> batches, int update)
    {
        _model.train();
        foreach (var item in Parameters) item.Parameter.requires_grad = update >= item.FirstUpdate;
        Optimiser.DropGradients();
        var utterances = batches.Sum(batch => batch.Count);
        var (loss, frames) = (0.0, default(FrameCounts));
        for (var i = 0; i < batches.Count; i++)
        {
            var seed = Draw.Seed(_options.Seed, update, i);
            var part = Backward(batches[i], utterances, seed);
            if (part.NotFinite.Count > 0) return part;
            (loss, frames) = (loss + part.Loss, frames + part.Frames);
        }
        var norm = Optimiser.GradientNorm();
        if (!double.IsFinite(norm)) return new StepOutcome(loss, norm, frames, 0, [.. batches.SelectMany(batch => batch.Ids)]);
        var clip = _options.ClipNorm > 0 ? Math.Min(1, _options.ClipNorm / (norm + 1e-6)) : 1;
        Optimiser.Step(_schedule.ScaleAt(update), clip);
        _average?.Add(update);
        return new StepOutcome(loss, norm, frames, batches.Sum(batch => batch.AudioSeconds), []);
    }

    /// <summary>Runs something with the weights that are to be judged and kept: their moving average, if the run has one.</summary>
    public T WithWeightsToKeep<T>(Func<T> run) => _average is null ? run() : _average.InPlace(run);

    public void Dispose()
    {
        Optimiser.Dispose();
        _average?.Dispose();
    }

    /// <summary>Adds the gradients of one batch to those there are.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="utterances">Utterances of the whole update: the same gradient however it is cut into batches.</param>
    /// <param name="seed">Seed of dropout, masks and layer drop.</param>
    private StepOutcome Backward(Batch batch, int utterances, int seed)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(seed).Dispose();
        var frameCounts = batch.SampleCounts.Select(count => _model.Config.FrameCount(count)).ToArray(); // [B]
        var pass = Pass(batch, frameCounts, new Random(seed));
        var waveforms = tensor(batch.Samples, [batch.Count, batch.Width], device: _model.Device); // [B, S]
        var logProbs = _model.call(waveforms, pass).to_type(ScalarType.Float32).log_softmax(-1);  // [B, T, V]
        var losses = CtcLoss.OfEach(logProbs, frameCounts, batch.Labels, new CtcRules(_blank, _options.ZeroInfinity)); // [B]
        var loss = (losses * Weights(batch, utterances)).sum(); // []
        var values = losses.cpu().data<float>().ToArray();
        var notFinite = batch.Ids.Where((_, row) => !float.IsFinite(values[row])).ToList();
        if (notFinite.Count == 0) loss.backward();
        var frames = new FrameCounts(frameCounts.Sum(count => (long)count), CtcLoss.CountBlank(logProbs, frameCounts, _blank), pass.MaskedFrames?.LongCount(hidden => hidden) ?? 0);
        return new StepOutcome(loss.item<float>(), 0, frames, batch.AudioSeconds, notFinite);
    }

    private HubertPass Pass(Batch batch, int[] frameCounts, Random draw)
    {
        var time = new SpanMask(_augment.MaskTimeProb, _augment.MaskTimeLength, _augment.MaskTimeMinSpans);
        var channel = new SpanMask(_augment.MaskChannelProb, _augment.MaskChannelLength, _augment.MaskChannelMinSpans);
        var width = _model.Config.HiddenSize;
        return new HubertPass
        {
            SampleCounts = batch.SampleCounts,
            HidePadding = _hidePadding,
            MaskedFrames = time.IsOff ? null : time.Draw(frameCounts, _model.Config.FrameCount(batch.Width), draw),
            MaskedChannels = channel.IsOff ? null : channel.Draw(Enumerable.Repeat(width, batch.Count).ToArray(), width, draw),
            LayerDraw = draw,
        };
    }

    private Tensor Weights(Batch batch, int utterances)
        => tensor(batch.Labels.Select(labels => (float)(_options.LossReduction switch
        {
            LossReduction.Mean => 1.0 / (Math.Max(1, labels.Length) * (double)utterances),
            LossReduction.Sentence => 1.0 / utterances,
            _ => 1.0,
        })).ToArray(), device: _model.Device);
}
