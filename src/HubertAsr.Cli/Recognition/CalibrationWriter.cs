using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Calibration;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Reports;

namespace HubertAsr.Cli.Recognition;

/// <summary>Fits <c>calibration.json</c> on a split that is not the one reported, so that the report can tell whether it holds.</summary>
/// <param name="options">Method and split.</param>
/// <param name="policy">Says which words are right.</param>
/// <param name="terminal">Where the story goes.</param>
internal sealed class CalibrationWriter(EvaluateOptions options, ScoringPolicy policy, Terminal terminal)
{
    /// <summary>In the folder of an evaluation.</summary>
    public static string FileName => "calibration.json";

    /// <summary>Whether the decoder applies a calibration already: another on top of it would be of no use to anybody.</summary>
    public bool IsDone { get; init; }

    /// <summary>The split to recognise; null when nothing is to be fitted.</summary>
    public string? Split => options.Calibrate == "off" || IsDone ? null : options.CalibrateOn;

    /// <summary>Writes the file, or takes an old one away and says why.</summary>
    /// <param name="manifest">Has the references.</param>
    /// <param name="folder">Receives the file.</param>
    /// <param name="details">What was recognised in the split.</param>
    public void Write(string manifest, string folder, IReadOnlyList<(string Id, UtteranceDetail Detail)> details)
    {
        var path = Path.Combine(folder, FileName);
        var fitted = Split is { } split && details.Count > 0 ? Fit(manifest, split, details) : null;
        if (fitted is not null)
        {
            fitted.Save(path);
            terminal.Say($"calibration: {fitted.Method}, fitted on {fitted.Words} words of split {fitted.FittedOn}{(options.Splits.Contains(fitted.FittedOn) ? ", which is scored too: the report's plot flatters it" : "")}");
            return;
        }

        File.Delete(path);
        if (Split is not null) terminal.Say($"calibration: none is fitted, for the manifest has no words in split {Split}; fitted on what is scored it would flatter itself");
    }

    private ConfidenceCalibration? Fit(string manifest, string split, IReadOnlyList<(string Id, UtteranceDetail Detail)> details)
    {
        var byId = details.ToDictionary(item => item.Id, item => item.Detail, StringComparer.Ordinal);
        var references = Evaluator.References(manifest, [split]);
        var rows = references.Rows.Where(row => byId.ContainsKey(row.Id) && policy.Reference(row.Text).Length > 0).ToList();
        if (rows.Count == 0) return null;
        var matched = new MatchedTranscripts(references with { Rows = rows }, [.. rows.Select(row => byId[row.Id].NBest[0])]);
        return CalibrationFit.Fit(options.Calibrate, [.. matched.Score(policy).SelectMany(set => WordOutcome.Of(set, byId))], split);
    }
}
