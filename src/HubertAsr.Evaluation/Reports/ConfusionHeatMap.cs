using System.Globalization;
using HubertAsr.Evaluation.Analysis;

namespace HubertAsr.Evaluation.Reports;

/// <summary>Letters by letters as a table whose cells darken with the count; rows are the reference.</summary>
internal static class ConfusionHeatMap
{
    public static string Of(string title, IReadOnlyList<Confusion> confusions, string letters, ReportLanguage language)
    {
        if (confusions.Count == 0) return "";
        var counts = confusions.ToDictionary(item => (item.Reference[0], item.Hypothesis[0]), item => item.Count);
        char[] used = [.. letters.Where(letter => counts.Keys.Any(pair => pair.Item1 == letter || pair.Item2 == letter))];
        double most = counts.Values.Max();
        string Cell(char reference, char hypothesis)
        {
            if (!counts.TryGetValue((reference, hypothesis), out var count)) return reference == hypothesis ? "<td>·" : "<td>";
            var strength = (0.15 + 0.75 * Math.Sqrt(count / most)).ToString("F2", CultureInfo.InvariantCulture);
            return $"<td style=\"background:rgba(198,40,40,{strength})\" title=\"{reference}→{hypothesis}\">{count}";
        }

        var head = string.Concat(used.Select(letter => $"<th>{letter}"));
        var rows = string.Concat(used.Select(reference => $"<tr><th>{reference}{string.Concat(used.Select(hypothesis => Cell(reference, hypothesis)))}"));
        return $"<p><b>{title}</b> <span class=small>{language.Say("줄: 정답, 칸: 인식", "row: reference, column: recognised")}</span></p>\n<div class=wide><table class=heat><tr><th>{head}{rows}</table></div>\n";
    }
}
