namespace HubertAsr.Evaluation.Alignment;

/// <summary>
/// Errors of initial consonant, vowel and final consonant over aligned syllables. A syllable aligned with something that is no syllable
/// loses its parts (deletions); one put in place of something that is none brings its own (insertions).
/// </summary>
internal readonly record struct SyllablePositionCounts(ErrorCounts Onset, ErrorCounts Nucleus, ErrorCounts Coda)
{
    public static SyllablePositionCounts Of(List<Edit> edits, List<int> reference, List<int> hypothesis)
    {
        ErrorCounts onset = default, nucleus = default, coda = default;
        foreach (var edit in edits)
        {
            var left = edit.ReferenceIndex < 0 ? 0 : reference[edit.ReferenceIndex];
            var right = edit.HypothesisIndex < 0 ? 0 : hypothesis[edit.HypothesisIndex];
            var (leftOnset, leftNucleus, leftCoda) = TextUnits.IsSyllable(left) ? TextUnits.Jamo(left) : default;
            var (rightOnset, rightNucleus, rightCoda) = TextUnits.IsSyllable(right) ? TextUnits.Jamo(right) : default;
            onset += Compare(leftOnset, rightOnset);
            nucleus += Compare(leftNucleus, rightNucleus);
            coda += Compare(leftCoda, rightCoda);
        }

        return new SyllablePositionCounts(onset, nucleus, coda);
    }

    /// <summary>0 stands for nothing at this position.</summary>
    private static ErrorCounts Compare(int reference, int hypothesis) => new(
        reference != hypothesis && reference != 0 && hypothesis != 0 ? 1 : 0,
        reference != 0 && hypothesis == 0 ? 1 : 0,
        reference == 0 && hypothesis != 0 ? 1 : 0,
        reference != 0 ? 1 : 0);
}
