namespace HubertAsr.Evaluation;

/// <summary>One of the six error rates: its name in JSON, its name in the lines, and where its counts stand.</summary>
public sealed record Measure(string Name, string Label, Func<ErrorMeasures, ErrorCounts> Of)
{
    public static Measure CerWithSpaces { get; } = new("cer_with_spaces", "CER", measures => measures.CerWithSpaces);

    public static Measure CerWithoutSpaces { get; } = new("cer_without_spaces", "CER-nospace", measures => measures.CerWithoutSpaces);

    public static Measure Wer { get; } = new("wer", "WER", measures => measures.Wer);

    public static Measure SpaceNormalizedWer { get; } = new("swer", "sWER", measures => measures.SpaceNormalizedWer);

    public static Measure Jamo { get; } = new("jamo", "JER", measures => measures.Jamo);

    public static Measure Sentence { get; } = new("sentence", "SER", measures => measures.Sentence);

    /// <summary>In the order of the lines.</summary>
    public static IReadOnlyList<Measure> All { get; } = [CerWithSpaces, CerWithoutSpaces, Wer, SpaceNormalizedWer, Jamo, Sentence];

    public override string ToString() => Name;
}
