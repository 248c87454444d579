using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using HubertAsr.Evaluation.Analysis;
using HubertAsr.Evaluation.Attribution;

namespace HubertAsr.Evaluation.Reports;

/// <summary>A report as files: <c>report.html</c>, <c>report.json</c>, <c>report.md</c>, <c>utterances.csv</c>, pictures.</summary>
public static class ReportFiles
{
    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    private static readonly string[] _textColumns = ["reference", "hypothesis"];

    /// <summary>Writes all of them into a folder that is made when it does not exist.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="report">What to say.</param>
    /// <param name="audioOf">WAV bytes of an utterance, or null; asked only when the report shows audio.</param>
    public static void WriteAll(string folder, EvaluationReport report, Func<string, byte[]?>? audioOf = null)
    {
        Directory.CreateDirectory(folder);
        WriteText(Path.Combine(folder, "report.html"), new HtmlReport(report, audioOf).Write());
        WriteText(Path.Combine(folder, "report.json"), Json(report));
        WriteText(Path.Combine(folder, "report.md"), MarkdownReport.Write(report));
        WriteUtterances(Path.Combine(folder, "utterances.csv"), report.Sets.Select(set => (set.Set, set.Attribution)), report.Options.Transcripts);
        if (report.History.Count > 1) File.WriteAllBytes(Path.Combine(folder, "history.png"), ReportPlots.History(report.History));
        foreach (var set in report.Sets)
        {
            var stem = string.Concat(set.Set.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
            File.WriteAllBytes(Path.Combine(folder, $"{stem}.distribution.png"), ReportPlots.Distribution(set.Set));
            if (set.Reliability is { } reliability) File.WriteAllBytes(Path.Combine(folder, $"{stem}.calibration.png"), ReportPlots.Calibration(reliability, set.Calibrated));
        }
    }

    /// <summary>The numbers of a report for a machine; rates are fractions.</summary>
    public static string Json(EvaluationReport report) => JsonSerializer.Serialize(
        new
        {
            report.Title,
            report.Corpus,
            report.Options.Licence,
            report.Fingerprint,
            TestSets = report.TestSets.Select(verdict => new { verdict.Set, verdict.Source, verdict.Matches, verdict.Notes }),
            Calibration = report.Calibration is { } calibration ? new { calibration.Method, calibration.FittedOn, calibration.Words } : null,
            History = report.History.Select(point => new { point.Update, point.Cer }),
            Sets = report.Sets.Select(set => Set(set, report.Options.Transcripts)),
        },
        _json) + "\n";

    /// <summary>The fingerprint that <see cref="Json"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static ScoreFingerprint ReadFingerprint(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.GetProperty("fingerprint").Deserialize<ScoreFingerprint>(_json)!;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: no fingerprint; a report.json was expected. {error.Message}", error);
        }
    }

    /// <summary>One row an utterance: texts after the policy, and counts. With a byte order mark, so that a spreadsheet shows Hangul.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sets">Their utterances in turn, and what is known of the causes of their errors.</param>
    /// <param name="transcripts">Whether texts are written.</param>
    public static void WriteUtterances(string path, IEnumerable<(ScoreSet Set, ErrorAttribution? Attribution)> sets, bool transcripts = true)
    {
        using var csv = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n", WriteByteOrderMark = true });
        string[] counts = [.. Measure.All.SelectMany(measure => new[] { $"{measure.Name}_errors", $"{measure.Name}_reference" })];
        Row(["id", "set", .. transcripts ? _textColumns : [], .. counts, "cause"]);
        foreach (var (set, attribution) in sets)
        {
            foreach (var utterance in set.Utterances)
            {
                string[] texts = transcripts ? [utterance.Reference, utterance.Hypothesis ?? ""] : [];
                var numbers = Measure.All.Select(measure => measure.Of(utterance.Measures)).SelectMany(count => new[] { Number(count.Errors), Number(count.Reference) });
                Row([utterance.Id, set.Name, .. texts, .. numbers, attribution?.ByUtterance.TryGetValue(utterance.Id, out var cause) == true ? Name(cause) : ""]);
            }
        }

        void Row(string[] fields)
        {
            foreach (var field in fields) csv.WriteField(field);
            csv.EndRecord();
        }

        static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static object Set(SetReport set, bool transcripts) => new
    {
        Summary = ScoreSummary.Of(set.Set, set.Intervals),
        ResampledBy = set.Intervals?.Unit,
        Slices = set.Slices.Select(slice => new { slice.Column, slice.Value, slice.Utterances, slice.IsSmall, CerWithSpaces = RateSummary.Of(slice.Total.CerWithSpaces, slice.Intervals?[Measure.CerWithSpaces]), CerWithoutSpaces = RateSummary.Of(slice.Total.CerWithoutSpaces) }),
        set.Analysis.Substitutions,
        set.Analysis.Explained,
        Rules = set.Analysis.Rules.Select(rule => new { rule.Rule.Id, rule.Count, rule.AsSpoken, rule.Reversed }),
        Words = set.Analysis.Words.Select(count => new { Kind = Name(count.Kind), count.Count }),
        set.Analysis.SpacingOnlyUtterances,
        set.Analysis.SpacingOnlyWords,
        Confusions = new { Syllables = Pairs(set.Analysis.Syllables), Onsets = Pairs(set.Analysis.Onsets), Nuclei = Pairs(set.Analysis.Nuclei), Codas = Pairs(set.Analysis.Codas) },
        Oracle = set.Oracle is { } oracle ? RateSummary.Of(oracle) : null,
        Attribution = set.Attribution is { } attribution ? new { Causes = attribution.Counts.Select(count => new { Cause = Name(count.Cause), count.Utterances, count.Errors }), attribution.Unknown } : null,
        Confidence = set.Reliability is { } reliability ? new { Raw = reliability, set.Calibrated } : null,
        Suspects = set.Suspects.Select(suspect => new { suspect.Utterance.Id, suspect.Confidence, Reference = transcripts ? suspect.Utterance.Reference : null, Hypothesis = transcripts ? suspect.Utterance.Hypothesis : null }),
        Findings = set.Findings.Select(finding => new { finding.Share, finding.En, finding.Ko }),
    };

    private static IEnumerable<object[]> Pairs(IReadOnlyList<Confusion> confusions) => confusions.Take(200).Select(item => new object[] { item.Reference, item.Hypothesis, item.Count });

    private static void WriteText(string path, string text)
    {
        File.WriteAllText(path + ".partial", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(path + ".partial", path, overwrite: true);
    }
}
