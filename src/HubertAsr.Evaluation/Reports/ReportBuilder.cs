using System.Globalization;
using HubertAsr.Decoding;
using HubertAsr.Evaluation.Analysis;
using HubertAsr.Evaluation.Attribution;
using HubertAsr.Evaluation.Calibration;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Evaluation.Reports;

/// <summary>Puts together what a report says.</summary>
/// <param name="evaluate">Bootstrap, seed and slices.</param>
/// <param name="report">What is shown.</param>
public sealed class ReportBuilder(EvaluateOptions evaluate, ReportOptions report)
{
    private const double SuspectConfidence = 0.9, SuspectCer = 0.3;
    private const int MostSuspects = 50;

    /// <summary>By id; empty where the decoder said nothing.</summary>
    public IReadOnlyDictionary<string, UtteranceDetail> Details { get; init; } = new Dictionary<string, UtteranceDetail>();

    /// <summary>Further columns to slice by: name, then value by id.</summary>
    public IReadOnlyDictionary<string, Func<string, string>> FurtherColumns { get; init; } = new Dictionary<string, Func<string, string>>();

    /// <summary>What the decoder will apply to its confidences; null: nothing.</summary>
    public ConfidenceCalibration? Calibration { get; init; }

    /// <param name="set">A scored set.</param>
    /// <param name="references">Where it came from; its columns serve the slices.</param>
    public SetReport Build(ScoreSet set, TranscriptTable references)
    {
        var words = WordOutcome.Of(set, Details);
        var built = new SetReport
        {
            Set = set,
            Intervals = Intervals(set, references),
            Slices = Slices(set, references),
            Analysis = ErrorAnalyzer.Analyze(set),
            Oracle = Oracle(set),
            OracleDepth = set.Utterances.Max(utterance => Detail(utterance)?.NBest.Count ?? 0),
            Reliability = Reliability.Of(words),
            Calibrated = Calibration is { } calibration ? Reliability.Of([.. words.Select(word => word with { Confidence = calibration.Apply(word.Confidence) })]) : null,
            Attribution = ErrorAttribution.Of(set, id => Details.GetValueOrDefault(id)?.Scores),
            Worst = [.. set.Utterances.Where(utterance => utterance.Measures.CerWithSpaces.Errors > 0).OrderByDescending(utterance => utterance.Measures.CerWithSpaces.Errors).ThenByDescending(utterance => utterance.Measures.CerWithSpaces.Rate).Take(report.Worst)],
            Sample = Sample(set),
            Suspects = Suspects(set),
            Findings = [],
        };
        return built with { Findings = FindingList.Of(built) };
    }

    /// <summary>Null when no resamples were asked for. Speakers are drawn where the references name them.</summary>
    public ScoreIntervals? Intervals(ScoreSet set, TranscriptTable references) =>
        Bootstrap is { } bootstrap ? ScoreIntervals.Of(set.Utterances, bootstrap, new ColumnValues(references, FurtherColumns).Find("speaker")) : null;

    /// <summary>The slices of every column asked for that the references have.</summary>
    public IReadOnlyList<Slice> Slices(ScoreSet set, TranscriptTable references)
    {
        var columns = new ColumnValues(references, FurtherColumns);
        var slicer = new Slicer(Bootstrap, report.SmallSlice);
        return [.. evaluate.By.Select(name => (name, valueOf: columns.Find(name))).Where(column => column.valueOf is not null).SelectMany(column => Cut(slicer, set, column.name, column.valueOf!))];
    }

    /// <summary>Whether the references can be cut by a column.</summary>
    public bool HasColumn(TranscriptTable references, string name) => new ColumnValues(references, FurtherColumns).Find(name) is not null;

    private Bootstrap? Bootstrap => evaluate.Bootstrap == 0 ? null : new Bootstrap(evaluate.Bootstrap, evaluate.Seed);

    /// <summary>A column that says the same of every utterance cuts nothing.</summary>
    private static IEnumerable<Slice> Cut(Slicer slicer, ScoreSet set, string name, Func<string, string> valueOf) =>
        slicer.Cut(set, name, valueOf) is { Count: > 1 } slices ? slices : [];

    private UtteranceDetail? Detail(UtteranceScore utterance) => Details.GetValueOrDefault(utterance.Id);

    private ErrorCounts? Oracle(ScoreSet set)
    {
        if (!set.Utterances.Any(utterance => Detail(utterance) is { NBest.Count: > 1 })) return null;
        return set.Utterances.Aggregate(default(ErrorCounts), (total, utterance) => total + Best(utterance));

        ErrorCounts Best(UtteranceScore utterance) => (Detail(utterance)?.NBest ?? []).Skip(1)
            .Select(text => Scorer.Score(utterance.Reference, text).CerWithSpaces)
            .Append(utterance.Measures.CerWithSpaces).MinBy(counts => counts.Errors);
    }

    private IReadOnlyList<UtteranceScore> Sample(ScoreSet set)
    {
        var draw = new DrawSequence(evaluate.Seed, 0);
        int[] order = [.. Enumerable.Range(0, set.Utterances.Count)];
        var count = Math.Min(report.Sample, order.Length);
        for (var i = 0; i < count; i++)
        {
            var other = i + draw.Next(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return [.. order.Take(count).Order().Select(index => set.Utterances[index])];
    }

    private IReadOnlyList<TranscriptSuspect> Suspects(ScoreSet set) =>
    [
        .. set.Utterances.Where(utterance => utterance.Measures.CerWithoutSpaces.Rate >= SuspectCer && Detail(utterance)?.Confidence >= SuspectConfidence)
            .Select(utterance => new TranscriptSuspect(utterance, Detail(utterance)!.Confidence!.Value))
            .OrderByDescending(suspect => suspect.Confidence * suspect.Utterance.Measures.CerWithoutSpaces.Rate).Take(MostSuspects),
    ];

    /// <summary>Values of the manifest's columns and of those that follow from them.</summary>
    private sealed class ColumnValues(TranscriptTable references, IReadOnlyDictionary<string, Func<string, string>> further)
    {
        private readonly Dictionary<string, TranscriptRow> _rows = references.Rows.ToDictionary(row => row.Id, StringComparer.Ordinal);

        /// <summary>Null when the references have no such column.</summary>
        public Func<string, string>? Find(string name)
        {
            if (further.TryGetValue(name, out var valueOf)) return valueOf;
            if (references.ColumnIndex(name) is var index and >= 0) return id => _rows[id].Fields[index];
            return name switch
            {
                "length" => id => Slicer.Length(_rows[id].Text),
                "duration" when HasSeconds => id => Print(Seconds(id)),
                "speech_rate" when HasSeconds => id => Print(double.Parse(Slicer.Length(_rows[id].Text), CultureInfo.InvariantCulture) / Seconds(id)),
                _ => null,
            };
        }

        private bool HasSeconds => references.ColumnIndex("samples") >= 0 && references.ColumnIndex("rate") >= 0;

        private double Seconds(string id)
        {
            double Number(string column) => double.TryParse(_rows[id].Fields[references.ColumnIndex(column)], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
            return Number("samples") / Number("rate");
        }

        private static string Print(double number) => double.IsFinite(number) && number > 0 ? number.ToString("0.##", CultureInfo.InvariantCulture) : "";
    }
}
