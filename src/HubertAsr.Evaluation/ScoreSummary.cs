using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Evaluation;

/// <summary>One rate as <c>score --json</c> prints it: a fraction, its counts, and its 95 % interval. Unknown numbers are null and left out of the JSON.</summary>
public sealed record RateSummary(double? Rate, long Errors, long Reference, long Substitutions, long Deletions, long Insertions, double[]? Ci95)
{
    public static RateSummary Of(ErrorCounts counts, Interval? interval = null) => new(
        counts.Reference > 0 ? counts.Rate : null, counts.Errors, counts.Reference, counts.Substitutions, counts.Deletions, counts.Insertions,
        interval is { } known && !double.IsNaN(known.Low) ? [known.Low, known.High] : null);
}

/// <summary>Blanks right, in the reference and in the hypothesis.</summary>
public sealed record SpacingSummary(double? Precision, double? Recall, double? F1, long Correct, long Reference, long Hypothesis)
{
    public static SpacingSummary Of(SpacingCounts counts) => new(
        counts.Hypothesis > 0 ? counts.Precision : null, counts.Reference > 0 ? counts.Recall : null, counts.Reference + counts.Hypothesis > 0 ? counts.F1 : null,
        counts.Correct, counts.Reference, counts.Hypothesis);
}

/// <summary>One slice.</summary>
public sealed record SliceSummary(string Column, string Value, int Utterances, bool IsSmall, RateSummary CerWithSpaces, RateSummary CerWithoutSpaces, RateSummary Wer)
{
    public static SliceSummary Of(Slice slice) => new(
        slice.Column, slice.Value, slice.Utterances, slice.IsSmall,
        Rate(slice, Measure.CerWithSpaces), Rate(slice, Measure.CerWithoutSpaces), Rate(slice, Measure.Wer));

    private static RateSummary Rate(Slice slice, Measure measure) => RateSummary.Of(measure.Of(slice.Total), slice.Intervals?[measure]);
}

/// <summary>A second system against the first: differences are rate A less rate B, fractions.</summary>
public sealed record ComparisonSummary(string Measure, double RateA, double RateB, double Difference, double[] Ci95, double Agreement, int Segments, double? P)
{
    public static ComparisonSummary Of(Comparison comparison) => new(
        comparison.Measure.Name, comparison.A.Rate, comparison.B.Rate, comparison.A.Rate - comparison.B.Rate,
        [comparison.Difference.Low, comparison.Difference.High], comparison.Agreement, comparison.MatchedPairs.Segments,
        double.IsNaN(comparison.MatchedPairs.P) ? null : comparison.MatchedPairs.P);
}

/// <summary>A set's totals as <c>score --json</c> prints them, property names in snake case.</summary>
public sealed record ScoreSummary
{
    public required string Name { get; init; }

    /// <summary>Utterances scored: with a reference that is not empty, whether there is a hypothesis or not.</summary>
    public required int Utterances { get; init; }

    public required int Missing { get; init; }

    public required int EmptyReferences { get; init; }

    public required RateSummary CerWithSpaces { get; init; }

    public required RateSummary CerWithoutSpaces { get; init; }

    public required RateSummary Wer { get; init; }

    public required RateSummary Swer { get; init; }

    public required RateSummary Jamo { get; init; }

    public required RateSummary Onset { get; init; }

    public required RateSummary Nucleus { get; init; }

    public required RateSummary Coda { get; init; }

    public required RateSummary Sentence { get; init; }

    public required SpacingSummary Spacing { get; init; }

    /// <summary>Null when none was asked for.</summary>
    public IReadOnlyList<SliceSummary>? Slices { get; init; }

    /// <summary>Null when there was no second system.</summary>
    public IReadOnlyList<ComparisonSummary>? Comparisons { get; init; }

    /// <param name="set">The scored set.</param>
    /// <param name="intervals">Null: no interval is printed.</param>
    public static ScoreSummary Of(ScoreSet set, ScoreIntervals? intervals = null)
    {
        RateSummary Rate(Measure measure) => RateSummary.Of(measure.Of(set.Total), intervals?[measure]);
        return new ScoreSummary
        {
            Name = set.Name,
            Utterances = set.Utterances.Count,
            Missing = set.Missing.Count,
            EmptyReferences = set.EmptyReferences.Count,
            CerWithSpaces = Rate(Measure.CerWithSpaces),
            CerWithoutSpaces = Rate(Measure.CerWithoutSpaces),
            Wer = Rate(Measure.Wer),
            Swer = Rate(Measure.SpaceNormalizedWer),
            Jamo = Rate(Measure.Jamo),
            Onset = RateSummary.Of(set.Total.Onset),
            Nucleus = RateSummary.Of(set.Total.Nucleus),
            Coda = RateSummary.Of(set.Total.Coda),
            Sentence = Rate(Measure.Sentence),
            Spacing = SpacingSummary.Of(set.Total.Spacing),
        };
    }
}
