using System.Globalization;
using System.Text;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Evaluation.Reports;

/// <summary>The report in a few lines of Markdown, for a pull request or a results file.</summary>
public static class MarkdownReport
{
    public static string Write(EvaluationReport report)
    {
        var language = new ReportLanguage(report.Options.Lang);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {report.Title}\n\n");
        foreach (var verdict in report.TestSets.Where(verdict => !verdict.Matches))
            text.Append(CultureInfo.InvariantCulture, $"**{language.Say("알려진 시험 집합이 아님", "Not the known test set")}**: {verdict.Set}: {string.Join("; ", verdict.Notes)} ({verdict.Source})\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| {language.Say("집합", "set")} | {language.Say("발화", "utterances")} | CER % | 95 % | CER-nospace % | WER % | sWER % |\n|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (var set in report.Sets)
        {
            var total = set.Set.Total;
            var name = set.Set.Missing.Count > 0 ? $"{set.Set.Name} [PARTIAL]" : set.Set.Name;
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {set.Set.Utterances.Count} | {ReportLanguage.Percent(total.CerWithSpaces.Rate)} | {Interval(set.Intervals)} | {ReportLanguage.Percent(total.CerWithoutSpaces.Rate)} | {ReportLanguage.Percent(total.Wer.Rate)} | {ReportLanguage.Percent(total.SpaceNormalizedWer.Rate)} |\n");
        }

        text.Append("\n```\n").Append(string.Join('\n', report.Sets.SelectMany(set => set.Set.KaldiLines()))).Append("\n```\n");
        foreach (var set in report.Sets.Where(set => set.Findings.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {set.Set.Name}: {language.Say("무엇부터 고칠까", "what to fix next")}\n\n");
            foreach (var finding in set.Findings) text.Append(CultureInfo.InvariantCulture, $"1. {language.Say(finding.Ko, finding.En)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{language.Say("채점", "Scoring")}: `{report.Fingerprint.Policy}` `{report.Fingerprint.PolicyHash[..12]}`, {report.Fingerprint.Scorer}, {language.Say("정답", "references")} `{report.Fingerprint.ReferenceHash[..12]}`\n");
        return text.ToString();
    }

    private static string Interval(ScoreIntervals? intervals) =>
        intervals?[Measure.CerWithSpaces] is { } known && !double.IsNaN(known.Low) ? $"{ReportLanguage.Percent(known.Low)}–{ReportLanguage.Percent(known.High)}" : "";
}
