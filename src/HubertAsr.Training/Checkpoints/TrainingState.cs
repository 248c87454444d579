using System.Text.Json.Serialization;

namespace HubertAsr.Training;

/// <summary>Where a run stands, apart from weights and moments. Saved as JSON; every number survives the way exactly.</summary>
internal sealed record TrainingState
{
    /// <summary>Updates done.</summary>
    public int Update { get; init; }

    /// <summary>The batch that comes next.</summary>
    public SamplerPosition Position { get; init; }

    /// <summary>What was added up since the last line.</summary>
    public IntervalSums Interval { get; init; } = new();

    /// <summary>Every validation so far.</summary>
    public IReadOnlyList<ValidationReport> History { get; init; } = [];

    /// <summary>Updates each trained parameter has had; its bias correction depends on it.</summary>
    public int[] ParameterAges { get; init; } = [];

    /// <summary>Where loss scaling stands; null without it.</summary>
    public LossScaleState? LossScale { get; init; }

    /// <summary>Latest validation, null before the first.</summary>
    [JsonIgnore]
    public ValidationReport? Latest => History.Count == 0 ? null : History[^1];

    /// <summary>The validation with the lowest criterion; the first of equals.</summary>
    [JsonIgnore]
    public ValidationReport? Best => History.MinBy(report => report.Criterion);

    public TrainingState After(StepOutcome outcome, SamplerPosition next)
        => this with { Update = Update + 1, Position = next, Interval = Interval.Plus(outcome) };
}

/// <summary>Sums over the updates of one log interval.</summary>
internal sealed record IntervalSums
{
    public int Updates { get; init; }

    public double Loss { get; init; }

    public double GradientNorm { get; init; }

    /// <summary>Updates that were not made because the gradient overflowed under the loss scale.</summary>
    public int Skipped { get; init; }

    public FigureSums Figures { get; init; } = FigureSums.None;

    public double AudioSeconds { get; init; }

    public IntervalSums Plus(StepOutcome outcome) => new()
    {
        Updates = Updates + 1,
        Loss = Loss + outcome.Loss,
        GradientNorm = GradientNorm + (outcome.IsSkipped ? 0 : outcome.GradientNorm),
        Skipped = Skipped + (outcome.IsSkipped ? 1 : 0),
        Figures = Figures.Plus(outcome.Figures),
        AudioSeconds = AudioSeconds + outcome.AudioSeconds,
    };
}
