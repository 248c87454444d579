namespace HubertAsr.Evaluation;

/// <summary>A reference and what a recogniser made of it. A null hypothesis is one that is missing, not one that is empty.</summary>
public readonly record struct ScoringPair(string Id, string Reference, string? Hypothesis);

/// <summary>Blanks of the reference that the hypothesis has too: those standing before the same, or a substituted, character.</summary>
public readonly record struct SpacingCounts(long Correct, long Reference, long Hypothesis)
{
    public double Precision => (double)Correct / Hypothesis;

    public double Recall => (double)Correct / Reference;

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => 2.0 * Correct / (Reference + Hypothesis);

    public static SpacingCounts operator +(SpacingCounts left, SpacingCounts right) =>
        new(left.Correct + right.Correct, left.Reference + right.Reference, left.Hypothesis + right.Hypothesis);

    public static SpacingCounts Add(SpacingCounts left, SpacingCounts right) => left + right;
}

/// <summary>Every measure of one utterance, or summed over many (micro average).</summary>
public sealed record ErrorMeasures
{
    /// <summary>Characters, each inner blank one of them.</summary>
    public ErrorCounts CerWithSpaces { get; init; }

    public ErrorCounts CerWithoutSpaces { get; init; }

    /// <summary>Words between blanks (어절).</summary>
    public ErrorCounts Wer { get; init; }

    /// <summary>Words after the hypothesis took the reference's blanks wherever characters agree ([Bang20] appendix B).</summary>
    public ErrorCounts SpaceNormalizedWer { get; init; }

    /// <summary>Conjoining jamo, blanks left out.</summary>
    public ErrorCounts Jamo { get; init; }

    /// <summary>Initial consonants of the aligned syllables.</summary>
    public ErrorCounts Onset { get; init; }

    /// <summary>Vowels of the aligned syllables.</summary>
    public ErrorCounts Nucleus { get; init; }

    /// <summary>Final consonants of the aligned syllables; a syllable without one adds no reference unit.</summary>
    public ErrorCounts Coda { get; init; }

    /// <summary>A sentence with any error is one substitution.</summary>
    public ErrorCounts Sentence { get; init; }

    public SpacingCounts Spacing { get; init; }

    public static ErrorMeasures operator +(ErrorMeasures left, ErrorMeasures right) => new()
    {
        CerWithSpaces = left.CerWithSpaces + right.CerWithSpaces,
        CerWithoutSpaces = left.CerWithoutSpaces + right.CerWithoutSpaces,
        Wer = left.Wer + right.Wer,
        SpaceNormalizedWer = left.SpaceNormalizedWer + right.SpaceNormalizedWer,
        Jamo = left.Jamo + right.Jamo,
        Onset = left.Onset + right.Onset,
        Nucleus = left.Nucleus + right.Nucleus,
        Coda = left.Coda + right.Coda,
        Sentence = left.Sentence + right.Sentence,
        Spacing = left.Spacing + right.Spacing,
    };

    public static ErrorMeasures Add(ErrorMeasures left, ErrorMeasures right) => left + right;
}

/// <summary>One utterance as it was scored: texts after the policy, null hypothesis when none was given.</summary>
public sealed record UtteranceScore(string Id, string Reference, string? Hypothesis, ErrorMeasures Measures);
