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
        new NoisyDialogueFamily(),
        new ExtremeNoiseFamily(),
        new NumberPatternFamily(),
        new SubtitleFamily(),
        new KaldiFamily(),
        new TableFamily(),
        new TextBesideFamily(),
        new GenericJsonFamily(),
        new AudioFamily(),
    ];

    /// <summary>Data sets whose audio is told to us but not the form of their labels.</summary>
    private static readonly Dictionary<string, string> _unknownLabels = new(StringComparer.Ordinal)
    {
        ["571"] = "저음질 전화망 음성인식 (8 kHz)",
        ["537"] = "화자 인식용 음성",
    };

    /// <summary>The family of that name, letter or AI-Hub number.</summary>
    /// <exception cref="ArgumentException">No family has it; the message lists those there are, or says how to bring a set whose labels we have not seen.</exception>
    public static CorpusFamily Named(string name) =>
        _unknownLabels.TryGetValue(name, out var set)
        ? throw new ArgumentException(
            $"AI-Hub {name} {set}: the form of its labels is not known to us, so no family reads it. Try 'auto', which goes by content and names the keys it finds; then 'json' with --text-key (and --audio-key, --start-key, --end-key), or a CSV of columns audio, text (start and end in s).")
        : All.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || family.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"no corpus family '{name}'; there are auto, {string.Join(", ", All.Select(family => $"{family.Name} ({string.Join(", ", family.Aliases)})"))}.");
}
