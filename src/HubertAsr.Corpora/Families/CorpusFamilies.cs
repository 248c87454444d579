namespace HubertAsr.Corpora.Families;

/// <summary>Every family we read. A new one is added here and nowhere else.</summary>
internal static class CorpusFamilies
{
    /// <summary>In the order in which `auto` asks them.</summary>
    public static IReadOnlyList<CorpusFamily> All { get; } =
    [
        new KsponFamily(),
        new ZerothFamily(),
        new FreeTalkFamily(),
        new CommandFamily(),
        new SpeechSynthesisFamily(),
        new DialectFamily(),
        new BroadcastFamily(),
        new SessionFamily(),
        new DialogueFamily(),
        new LectureFamily(),
        new CallCentreFamily(),
        new NoisyCommandFamily(),
        new KaldiFamily(),
        new TableFamily(),
        new TextBesideFamily(),
        new GenericJsonFamily(),
    ];

    /// <summary>The family of that name, letter or AI-Hub number.</summary>
    /// <exception cref="ArgumentException">No family has it; the message lists those there are.</exception>
    public static CorpusFamily Named(string name) =>
        All.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || family.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"no corpus family '{name}'; there are auto, {string.Join(", ", All.Select(family => $"{family.Name} ({string.Join(", ", family.Aliases)})"))}.");
}
