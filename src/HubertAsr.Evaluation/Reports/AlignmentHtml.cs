using System.Text;

namespace HubertAsr.Evaluation.Reports;

/// <summary>An alignment coloured like a diff: what was lost, what was said instead, what was added.</summary>
internal static class AlignmentHtml
{
    /// <summary>Two lines: the reference with its wrong characters marked, the hypothesis with its own.</summary>
    public static string Of(string reference, string hypothesis)
    {
        var alignment = EditAlignment.OfCharacters(reference, hypothesis);
        StringBuilder left = new("<div class=ref>"), right = new("<div class=hyp>");
        foreach (var run in Runs(alignment.Edits))
        {
            Append(left, run.Kind, string.Concat(run.Edits.Where(edit => edit.ReferenceIndex >= 0).Select(edit => alignment.Reference[edit.ReferenceIndex])));
            Append(right, run.Kind, string.Concat(run.Edits.Where(edit => edit.HypothesisIndex >= 0).Select(edit => alignment.Hypothesis[edit.HypothesisIndex])));
        }

        return left.Append("</div>").Append(right).Append("</div>").ToString();
    }

    private static void Append(StringBuilder html, EditKind kind, string text)
    {
        if (text.Length == 0) return;
        // A blank that is wrong must be seen.
        if (kind == EditKind.Match) html.Append(ReportLanguage.Html(text));
        else html.Append("<b class=").Append("=sdi"[(int)kind]).Append('>').Append(ReportLanguage.Html(text.Replace(' ', '␣'))).Append("</b>");
    }

    private static IEnumerable<(EditKind Kind, List<Edit> Edits)> Runs(IReadOnlyList<Edit> edits)
    {
        var run = new List<Edit>();
        foreach (var edit in edits)
        {
            if (run.Count > 0 && run[0].Kind != edit.Kind)
            {
                yield return (run[0].Kind, run);
                run = [];
            }

            run.Add(edit);
        }

        if (run.Count > 0) yield return (run[0].Kind, run);
    }
}
