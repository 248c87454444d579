using System.Runtime.InteropServices;
using HubertAsr.Evaluation.Alignment;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>One column of the alignment without blanks: code points, 0 where a side has none.</summary>
internal readonly record struct AlignedColumn(int Reference, int Hypothesis, bool BlankBefore)
{
    public (SyllableParts Reference, SyllableParts Hypothesis)? Parts =>
        SyllableParts.Of(Reference) is { } reference && SyllableParts.Of(Hypothesis) is { } hypothesis ? (reference, hypothesis) : null;

    public bool IsSubstitution => Reference != Hypothesis && Parts is not null;
}

/// <summary>Two texts side by side without their blanks, and the hypothesis with the reference's.</summary>
/// <param name="Columns">First to last.</param>
/// <param name="RespacedHypothesis">The hypothesis with the reference's blanks wherever characters agree.</param>
internal sealed record AlignedColumns(IReadOnlyList<AlignedColumn> Columns, string RespacedHypothesis)
{
    public static AlignedColumns Of(string reference, string hypothesis)
    {
        UnspacedText left = UnspacedText.Of(reference), right = UnspacedText.Of(hypothesis);
        // A word begins where the reference does, so what was inserted before it is a word of its own.
        if (left.BlankBefore.Count > 0) left.BlankBefore[0] = true;
        var edits = new List<Edit>();
        new EditAligner().Align(CollectionsMarshal.AsSpan(left.Units), CollectionsMarshal.AsSpan(right.Units), edits);
        var respaced = new System.Text.StringBuilder();
        UnspacedText.Respace(edits, left, right, respaced);
        return new AlignedColumns([.. edits.Select(edit => Column(edit, left, right))], respaced.ToString());
    }

    private static AlignedColumn Column(Edit edit, UnspacedText left, UnspacedText right) => new(
        edit.ReferenceIndex < 0 ? 0 : left.Units[edit.ReferenceIndex],
        edit.HypothesisIndex < 0 ? 0 : right.Units[edit.HypothesisIndex],
        edit.ReferenceIndex >= 0 && left.BlankBefore[edit.ReferenceIndex]);
}
