using System.Text;
using HubertAsr.Evaluation;

namespace HubertAsr.Training;

/// <summary>Two texts one above the other, letter under letter, and which letters were substituted, deleted or inserted.</summary>
/// <param name="Reference">What was said; <c>*</c> where a letter was inserted.</param>
/// <param name="Hypothesis">What was heard; <c>*</c> where a letter was deleted.</param>
/// <param name="Edits"><c>S</c>, <c>D</c>, <c>I</c> under the letters they stand for; empty when nothing is wrong.</param>
public sealed record AlignmentPicture(string Reference, string Hypothesis, string Edits)
{
    /// <summary>Aligns code points; Hangul takes two columns of a terminal, as do other East Asian letters.</summary>
    public static AlignmentPicture Of(string reference, string hypothesis)
    {
        var alignment = EditAlignment.OfCharacters(reference, hypothesis);
        var (said, heard, marks) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        foreach (var edit in alignment.Edits)
        {
            var (left, right) = (At(alignment.Reference, edit.ReferenceIndex), At(alignment.Hypothesis, edit.HypothesisIndex));
            var mark = edit.Kind switch { EditKind.Substitution => "S", EditKind.Deletion => "D", EditKind.Insertion => "I", _ => " " };
            var width = Math.Max(Columns(left), Columns(right));
            foreach (var (row, cell) in new[] { (said, left), (heard, right), (marks, mark) }) row.Append(cell).Append(' ', width - Columns(cell));
        }
        return new AlignmentPicture(said.ToString().TrimEnd(), heard.ToString().TrimEnd(), marks.ToString().TrimEnd());
    }

    private static string At(IReadOnlyList<string> units, int index) => index < 0 ? "*" : units[index];

    /// <summary>Unicode's East Asian Width, as far as transcripts go.</summary>
    private static int Columns(string unit) => char.ConvertToUtf32(unit, 0) is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF00 and <= 0xFF60) ? 2 : 1;
}
