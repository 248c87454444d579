using System.Runtime.InteropServices;
using HubertAsr.Evaluation.Alignment;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>Lays two texts side by side without their blanks.</summary>
internal static class AlignedColumns
{
    public static IReadOnlyList<AlignedColumn> Of(string reference, string hypothesis)
    {
        var (left, blanks) = Unspaced(reference);
        var (right, _) = Unspaced(hypothesis);
        var edits = new List<Edit>();
        new EditAligner().Align(CollectionsMarshal.AsSpan(left), CollectionsMarshal.AsSpan(right), edits);
        return
        [
            .. edits.Select(edit => new AlignedColumn(
                edit.ReferenceIndex < 0 ? 0 : left[edit.ReferenceIndex],
                edit.HypothesisIndex < 0 ? 0 : right[edit.HypothesisIndex],
                edit.ReferenceIndex >= 0 && blanks[edit.ReferenceIndex])),
        ];
    }

    private static (List<int> Units, List<bool> BlankBefore) Unspaced(string text)
    {
        List<int> characters = [], units = [];
        List<bool> blankBefore = [];
        TextUnits.AddCharacters(text, characters);
        TextUnits.AddUnspaced(characters, units, blankBefore);
        return (units, blankBefore);
    }
}
