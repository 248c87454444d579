using HubertAsr.Models;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>What one update did.</summary>
/// <param name="Loss">Loss of all its batches under the objective's reduction.</param>
/// <param name="GradientNorm">Norm of the whole gradient before clipping.</param>
/// <param name="Figures">What the objective counted.</param>
/// <param name="AudioSeconds">Audio without padding, seconds.</param>
/// <param name="NotFinite">Utterances whose loss is no number; then nothing was changed.</param>
public sealed record StepOutcome(double Loss, double GradientNorm, FigureSums Figures, double AudioSeconds, IReadOnlyList<string> NotFinite)
{
    /// <summary>The gradient overflowed under the loss scale, which is now half of what it was; nothing else was changed.</summary>
    public bool IsSkipped { get; init; }
}

/// <summary>One optimiser update: batches in, weights moved. The whole arithmetic of training is here; what is learned, in the objective.</summary>
public sealed class TrainStep : IDisposable
{
    private readonly TrainingObjective _objective;
    private readonly TrainOptions _options;
    private readonly LearningRateSchedule _schedule;
    private readonly WeightAverage? _average;
    private readonly LossScale? _scale;

    /// <param name="objective">What is trained, and on what loss; its model stays the caller's.</param>
    /// <param name="options">Optimiser, schedule, freezing.</param>
    public TrainStep(TrainingObjective objective, TrainOptions options)
    {
        (_objective, _options) = (objective, options);
        _schedule = LearningRateSchedule.From(options);
        Parameters = new ParameterPlan(options, objective.Config.NumHiddenLayers).Arrange(objective.Parameters);
        Optimiser = new AdamW(Parameters, new AdamWSettings(options.Beta1, options.Beta2, options.Epsilon));
        if (options.EmaDecay > 0) _average = new WeightAverage(Parameters, options.EmaDecay);
        if (options.Precision == Precision.Fp16) _scale = new LossScale(options.InitialLossScale, options.LossScaleGrowthUpdates);
        objective.ComputeIn(options.Precision switch { Precision.Bf16 => ScalarType.BFloat16, Precision.Fp16 => ScalarType.Float16, _ => null });
    }

    /// <summary>Every parameter, with what is done to it.</summary>
    public IReadOnlyList<TrainedParameter> Parameters { get; }

    /// <summary>Holds the moments.</summary>
    public AdamW Optimiser { get; }

    /// <summary>All that outlives an update beside the weights, by name, for checkpoints.</summary>
    public IEnumerable<(string Name, Tensor Value)> Memory => Optimiser.Moments.Concat(_average?.Averages ?? []);

    /// <summary>Where loss scaling stands; null without it.</summary>
    public LossScaleState? LossScale
    {
        get => _scale?.State;
        set
        {
            if (_scale is not null && value is not null) _scale.State = value;
        }
    }

    /// <summary>Learning rate of the encoder in the update with this 0-based number.</summary>
    public double LearningRateAt(int update) => _options.LearningRate * _schedule.ScaleAt(update);

    /// <summary>Adds up the gradients of the batches and moves the weights once. Every draw is a function of seed, update and batch.</summary>
    public StepOutcome Run(IReadOnlyList<Batch> batches, int update)
    {
        _objective.Model.train();
        foreach (var item in Parameters) item.Parameter.requires_grad = update >= item.FirstUpdate;
        Optimiser.DropGradients();
        var seeds = batches.Select((_, i) => Draw.Seed(_options.Seed, update, i)).ToArray();
        var plans = batches.Select((batch, i) => _objective.Plan(batch, new Random(seeds[i]))).ToArray();
        var weight = plans.Sum(plan => plan.Weight);
        var (loss, figures) = (0.0, FigureSums.None);
        for (var i = 0; i < batches.Count; i++)
        {
            var part = Backward(batches[i], plans[i], weight, seeds[i]);
            if (part.NotFinite.Count > 0) return part;
            (loss, figures) = (loss + part.Loss, figures.Plus(part.Figures));
        }
        if (_options.TrimSilence) figures = figures.Plus(FigureSums.Of([.. batches.Select(batch => ("trimmed_share", batch.TrimmedSeconds, batch.TrimmedSeconds + batch.AudioSeconds))]));
        var outcome = new StepOutcome(loss, Optimiser.GradientNorm() / LossFactor, figures, batches.Sum(batch => batch.AudioSeconds), []);
        if (double.IsFinite(outcome.GradientNorm)) Move(update, outcome.GradientNorm);
        else return Skip(outcome, batches);
        return outcome;
    }

    /// <summary>Forward and backward pass of a batch with everything trained that ever will be, and nothing moved.</summary>
    public void Rehearse(Batch batch)
    {
        _objective.Model.train();
        foreach (var item in Parameters) item.Parameter.requires_grad = item.FirstUpdate != int.MaxValue;
        Backward(batch, _objective.Plan(batch, new Random(0)), weight: 1, seed: 0);
        Optimiser.DropGradients();
    }

    /// <summary>Runs something with the weights that are to be judged and kept: their moving average, if the run has one.</summary>
    public T WithWeightsToKeep<T>(Func<T> run) => _average is null ? run() : _average.InPlace(run);

    public void Dispose()
    {
        Optimiser.Dispose();
        _average?.Dispose();
    }

    private double LossFactor => _scale?.Value ?? 1;

    private void Move(int update, double norm)
    {
        var clip = _options.ClipNorm > 0 ? Math.Min(1, _options.ClipNorm / (norm + 1e-6)) : 1;
        Optimiser.Step(_schedule.ScaleAt(update), clip / LossFactor);
        _average?.Add(update);
        _scale?.Held();
    }

    private StepOutcome Skip(StepOutcome outcome, IReadOnlyList<Batch> batches)
    {
        _scale?.Overflowed();
        return _scale is { IsSpent: false } ? outcome with { IsSkipped = true } : outcome with { NotFinite = [.. batches.SelectMany(batch => batch.Ids)] };
    }

    /// <summary>Adds the gradients of one batch to those there are.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="plan">What was drawn for it.</param>
    /// <param name="weight">Weight of the whole update, 0 for a plain sum: the same gradient however it is cut into batches.</param>
    /// <param name="seed">Seed of dropout.</param>
    private StepOutcome Backward(Batch batch, BatchPlan plan, double weight, int seed)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(seed).Dispose();
        using var tape = _options.RecomputeLayers ? new LayerTape() : null;
        var part = _objective.Forward(batch, tape is null ? plan : plan with { Pass = plan.Pass with { Tape = tape, DropoutSeed = seed } });
        var loss = weight > 0 ? part.Sum.Over(weight) : part.Sum; // []
        var notFinite = batch.Ids.Where((_, row) => !float.IsFinite(part.OfEach[row])).ToList();
        if (notFinite.Count == 0)
        {
            loss.Times(LossFactor).backward(retain_graph: tape is not null);
            tape?.Backward();
        }
        return new StepOutcome(loss.item<float>(), 0, part.Figures, batch.AudioSeconds, notFinite);
    }
}
