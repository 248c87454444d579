using HubertAsr.Decoding;
using HubertAsr.Evaluation.Analysis;
using HubertAsr.Evaluation.Attribution;
using HubertAsr.Evaluation.Calibration;
using HubertAsr.Evaluation.Statistics;
using HubertAsr.Evaluation.TestSets;

namespace HubertAsr.Evaluation.Reports;

/// <summary>What a decoder said of one utterance beside its best text.</summary>
/// <param name="Confidence">Mean confidence of its words, in [0, 1]; null when unknown.</param>
/// <param name="Words">Words of the best text with their confidence.</param>
/// <param name="NBest">Texts, the best first; the first is the hypothesis.</param>
public sealed record UtteranceDetail(double? Confidence, IReadOnlyList<(string Word, double Confidence)> Words, IReadOnlyList<string> NBest)
{
    /// <summary>Estimate for its audio; null when unknown.</summary>
    public double? SignalToNoiseDb { get; init; }

    /// <summary>What its reference and its best text score; null when unknown.</summary>
    public ScoredTexts? Scores { get; init; }
}

/// <summary>The character error rate (with blanks) of the development set after so many updates, as a fraction.</summary>
public readonly record struct HistoryPoint(long Update, double Cer);

/// <summary>A reference that may be wrong: the recogniser was sure of something else.</summary>
public sealed record TranscriptSuspect(UtteranceScore Utterance, double Confidence);

/// <summary>Everything a report says of one test set.</summary>
public sealed record SetReport
{
    public required ScoreSet Set { get; init; }

    public required ScoreIntervals? Intervals { get; init; }

    public required IReadOnlyList<Slice> Slices { get; init; }

    public required ErrorAnalysis Analysis { get; init; }

    /// <summary>The error rate if the best of each n-best list had been chosen; null without lists.</summary>
    public required ErrorCounts? Oracle { get; init; }

    /// <summary>How many texts the lists hold at most.</summary>
    public required int OracleDepth { get; init; }

    /// <summary>How confidence relates to being right; null without confidences.</summary>
    public required Reliability? Reliability { get; init; }

    /// <summary>The same confidences through <see cref="EvaluationReport.Calibration"/>; null without one.</summary>
    public required Reliability? Calibrated { get; init; }

    /// <summary>Which part of the recogniser each wrong utterance is owed to; null without scores.</summary>
    public required ErrorAttribution? Attribution { get; init; }

    /// <summary>Most errors first.</summary>
    public required IReadOnlyList<UtteranceScore> Worst { get; init; }

    /// <summary>Drawn with the seed.</summary>
    public required IReadOnlyList<UtteranceScore> Sample { get; init; }

    public required IReadOnlyList<TranscriptSuspect> Suspects { get; init; }

    /// <summary>What to fix first, the largest share of the errors first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }
}

/// <summary>A whole report; what it looks like is decided by who prints it.</summary>
public sealed record EvaluationReport
{
    public required string Title { get; init; }

    /// <summary>Name of the corpus; empty when unknown.</summary>
    public required string Corpus { get; init; }

    public required ScoreFingerprint Fingerprint { get; init; }

    public required IReadOnlyList<SetReport> Sets { get; init; }

    public IReadOnlyList<HistoryPoint> History { get; init; } = [];

    /// <summary>Fitted on another set than those reported, where there is one; null when none was fitted.</summary>
    public ConfidenceCalibration? Calibration { get; init; }

    /// <summary>What is known of sets with these names, held against the references.</summary>
    public IReadOnlyList<TestSetVerdict> TestSets { get; init; } = [];

    public required ReportOptions Options { get; init; }
}
