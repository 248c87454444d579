namespace HubertAsr.Evaluation.Statistics;

/// <summary>95 % intervals of the rates of <see cref="Measure.All"/>, from one bootstrap, so that they belong to the same draws.</summary>
public sealed class ScoreIntervals
{
    /// <summary>With fewer speakers than this an interval over speakers says more about the draw than about the system.</summary>
    public const int FewestSpeakers = 10;

    private readonly Dictionary<Measure, Interval> _intervals;

    private ScoreIntervals(string unit, Dictionary<Measure, Interval> intervals)
    {
        Unit = unit;
        _intervals = intervals;
    }

    /// <summary>What was drawn: <c>utterance</c> or <c>speaker</c>.</summary>
    public string Unit { get; }

    public Interval this[Measure measure] => _intervals[measure];

    /// <param name="utterances">At least one.</param>
    /// <param name="bootstrap">How many resamples, and the seed.</param>
    /// <param name="speakerOf">The speaker of an id, empty when unknown. Speakers are drawn when all are known and there are at least <see cref="FewestSpeakers"/>.</param>
    public static ScoreIntervals Of(IReadOnlyList<UtteranceScore> utterances, Bootstrap bootstrap, Func<string, string>? speakerOf = null)
    {
        var (unit, groups) = Groups(utterances, speakerOf);
        var sums = bootstrap.Sums([.. groups.Select(Row)]);
        var intervals = Measure.All.Select((measure, index) =>
            (measure, Interval: Bootstrap.Percentiles(sums.Select(sum => (double)sum[2 * index] / sum[2 * index + 1]))));
        return new ScoreIntervals(unit, intervals.ToDictionary(pair => pair.measure, pair => pair.Interval));
    }

    /// <summary>The units to draw: speakers where they are known and many, else utterances.</summary>
    internal static (string Unit, IReadOnlyList<IReadOnlyList<UtteranceScore>> Groups) Groups(IReadOnlyList<UtteranceScore> utterances, Func<string, string>? speakerOf)
    {
        if (speakerOf is not null)
        {
            var speakers = utterances.GroupBy(utterance => speakerOf(utterance.Id)).ToList();
            if (speakers.Count >= FewestSpeakers && speakers.All(speaker => speaker.Key.Length > 0)) return ("speaker", [.. speakers.Select(speaker => speaker.ToList())]);
        }

        return ("utterance", [.. utterances.Select(utterance => new[] { utterance })]);
    }

    /// <summary>Errors and reference units of each measure in turn, summed over a group.</summary>
    private static long[] Row(IReadOnlyList<UtteranceScore> group)
    {
        var row = new long[2 * Measure.All.Count];
        foreach (var utterance in group)
        {
            for (var measure = 0; measure < Measure.All.Count; measure++)
            {
                var counts = Measure.All[measure].Of(utterance.Measures);
                row[2 * measure] += counts.Errors;
                row[2 * measure + 1] += counts.Reference;
            }
        }

        return row;
    }
}
