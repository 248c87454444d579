using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>What one update did.</summary>
/// <param name="Loss">Loss of all its batches under the objective's reduction.</param>
/// <param name="GradientNorm">Norm of the whole gradient before clipping.</param>
/// <param name="Figures">What the objective counted.</param>
/// <param name="AudioSeconds">Audio without padding, seconds.</param>
/// <param name="NotFinite">Utterances whose loss is no number; then nothing was changed.</param>
public sealed record StepOutcome(double Loss, double GradientNorm, FigureSums Figures, double AudioSeconds, IReadOnlyList<string> NotFinite);

/// <summary>One optimiser update: batches in, weights moved. The whole arithmetic of training is here; what is learned, in the objective.</summary>
public sealed class TrainStep : IDisposable
{
    private readonly TrainingObjective _objective;
    private readonly TrainOptions _options;
    private readonly LearningRateSchedule _schedule;
    private readonly WeightAverage? _average;

    /// <param name="objective">What is trained, and on what loss; its model stays the caller's.</param>
    /// <param name="options">Optimiser, schedule, freezing.</param>
    public TrainStep(TrainingObjective objective, TrainOptions options)
    {
        (_objective, _options) = (objective, options);
        _schedule = LearningRateSchedule.From(options);
        Parameters = new ParameterPlan(options, objective.Config.NumHiddenLayers).Arrange(objective.Parameters);
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
        var norm = Optimiser.GradientNorm();
        if (!double.IsFinite(norm)) return new StepOutcome(loss, norm, figures, 0, [.. batches.SelectMany(batch => batch.Ids)]);
        var clip = _options.ClipNorm > 0 ? Math.Min(1, _options.ClipNorm / (norm + 1e-6)) : 1;
        Optimiser.Step(_schedule.ScaleAt(update), clip);
        _average?.Add(update);
        return new StepOutcome(loss, norm, figures, batches.Sum(batch => batch.AudioSeconds), []);
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
    /// <param name="plan">What was drawn for it.</param>
    /// <param name="weight">Weight of the whole update, 0 for a plain sum: the same gradient however it is cut into batches.</param>
    /// <param name="seed">Seed of dropout.</param>
    private StepOutcome Backward(Batch batch, BatchPlan plan, double weight, int seed)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(seed).Dispose();
        var part = _objective.Forward(batch, plan);
        var loss = weight > 0 ? part.Sum / weight : part.Sum; // []
        var notFinite = batch.Ids.Where((_, row) => !float.IsFinite(part.OfEach[row])).ToList();
        if (notFinite.Count == 0) loss.backward();
        return new StepOutcome(loss.item<float>(), 0, part.Figures, batch.AudioSeconds, notFinite);
    }
}
