namespace HubertAsr.Evaluation.Analysis;

/// <summary>Where it happened: one utterance, and the text around it.</summary>
public sealed record ErrorExample(string Id, string Reference, string Hypothesis);

/// <summary>Something that stood in place of something else, how often, with the first few places.</summary>
public sealed record Confusion(string Reference, string Hypothesis, int Count, IReadOnlyList<ErrorExample> Examples);

/// <summary>How often a rule named a difference.</summary>
/// <param name="Rule">What it is called.</param>
/// <param name="AsSpoken">The hypothesis wrote the sound.</param>
/// <param name="Reversed">The hypothesis wrote a spelling that sounds like the reference.</param>
/// <param name="Examples">The first few places.</param>
public sealed record RuleCount(RuleName Rule, int AsSpoken, int Reversed, IReadOnlyList<ErrorExample> Examples)
{
    public int Count => AsSpoken + Reversed;
}

/// <summary>How often words differ in one way.</summary>
public sealed record WordErrorCount(WordErrorKind Kind, int Count, IReadOnlyList<ErrorExample> Examples);

/// <summary>What kinds of errors a set holds.</summary>
public sealed record ErrorAnalysis
{
    /// <summary>Syllables for syllables, the most frequent first.</summary>
    public required IReadOnlyList<Confusion> Syllables { get; init; }

    /// <summary>Syllables lost without another in their place, the most frequent first.</summary>
    public required IReadOnlyList<Confusion> Deleted { get; init; }

    /// <summary>Syllables nobody said.</summary>
    public required IReadOnlyList<Confusion> Inserted { get; init; }

    /// <summary>Initial consonants of substituted syllables.</summary>
    public required IReadOnlyList<Confusion> Onsets { get; init; }

    /// <summary>Vowels of substituted syllables.</summary>
    public required IReadOnlyList<Confusion> Nuclei { get; init; }

    /// <summary>Final consonants of substituted syllables; <c>-</c> is none.</summary>
    public required IReadOnlyList<Confusion> Codas { get; init; }

    public required IReadOnlyList<RuleCount> Rules { get; init; }

    /// <summary>Syllables that another syllable stands for.</summary>
    public required int Substitutions { get; init; }

    /// <summary>Those of them of which every differing letter has a name.</summary>
    public required int Explained { get; init; }

    /// <summary>Word errors, blanks set aside.</summary>
    public required IReadOnlyList<WordErrorCount> Words { get; init; }

    /// <summary>Utterances with no other error than blanks.</summary>
    public required int SpacingOnlyUtterances { get; init; }

    /// <summary>Word errors that vanish when the hypothesis takes the reference's blanks.</summary>
    public required long SpacingOnlyWords { get; init; }
}
