namespace HubertAsr.Evaluation;

/// <summary>Edits between a hypothesis and its reference, and the number of reference units they are counted against.</summary>
/// <param name="Substitutions">Reference units that another unit stands for.</param>
/// <param name="Deletions">Reference units that the hypothesis lacks.</param>
/// <param name="Insertions">Hypothesis units that the reference lacks.</param>
/// <param name="Reference">Units of the reference: the denominator.</param>
public readonly record struct ErrorCounts(long Substitutions, long Deletions, long Insertions, long Reference)
{
    public long Errors => Substitutions + Deletions + Insertions;

    /// <summary>Errors per reference unit, as a fraction; may exceed 1. NaN when there are neither errors nor units.</summary>
    public double Rate => (double)Errors / Reference;

    public static ErrorCounts operator +(ErrorCounts left, ErrorCounts right) => new(
        left.Substitutions + right.Substitutions,
        left.Deletions + right.Deletions,
        left.Insertions + right.Insertions,
        left.Reference + right.Reference);

    public static ErrorCounts Add(ErrorCounts left, ErrorCounts right) => left + right;
}
