using System.Text;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Counts what goes into the manifest, row by row.</summary>
internal sealed class ReportFigures
{
    private const int LongestBinSeconds = 60;
    private const int FastestBinSyllables = 20;
    private const int MostFramesALabel = 40;
    private readonly long[] _durations = new long[LongestBinSeconds + 1];
    private readonly long[] _rates = new long[FastestBinSyllables + 1];
    private readonly long[] _framesASyllable = new long[MostFramesALabel + 1];
    private readonly long[] _framesAJamo = new long[MostFramesALabel + 1];
    private readonly long[] _characters = new long[char.MaxValue + 1];
    private readonly SortedDictionary<string, SetCount> _corpora = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SetCount> _splits = new(StringComparer.Ordinal);
    private long _samplesSecondsTicks;

    public long Kept { get; private set; }

    public double Hours => TimeSpan.FromTicks(_samplesSecondsTicks).TotalHours;

    public void Add(Utterance utterance)
    {
        Kept++;
        // Ticks add up exactly: the order in which threads finished is not in the sum.
        var ticks = (long)Math.Round((decimal)utterance.Samples / utterance.Rate * TimeSpan.TicksPerSecond);
        _samplesSecondsTicks += ticks;
        var seconds = utterance.DurationSeconds;
        _durations[Math.Min(LongestBinSeconds, (int)seconds)]++;
        CountSet(_corpora, utterance.Corpus, utterance.Speaker, ticks);
        CountSet(_splits, utterance.Split, utterance.Speaker, ticks);
        if (utterance.Text.Length == 0) return;
        var syllables = 0;
        foreach (var character in utterance.Text)
        {
            _characters[character]++;
            if (character is >= '가' and <= '힣') syllables++;
        }
        _rates[Math.Min(FastestBinSyllables, (int)(syllables / seconds))]++;
        var frames = FrameCounts.Of(utterance.Samples, utterance.Rate);
        Count(_framesASyllable, frames, FrameCounts.NeededBySyllables(utterance.Text));
        Count(_framesAJamo, frames, FrameCounts.NeededByJamo(utterance.Text));
    }

    /// <summary>The report with everything that this class counts filled in.</summary>
    public PreparationReport Complete(PreparationReport report) => report with
    {
        Kept = Kept,
        KeptHours = Math.Round(Hours, 6),
        Corpora = Figures(_corpora),
        Splits = Figures(_splits),
        Characters = Characters(),
        Tokens = Tokens(),
        DurationHistogramSeconds = _durations,
        SyllablesASecondHistogram = _rates,
        FramesALabelHistogram = new SortedDictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal) { ["jamo"] = _framesAJamo, ["syllable"] = _framesASyllable },
        Infeasible = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["jamo"] = _framesAJamo[0], ["syllable"] = _framesASyllable[0] },
    };

    private static void Count(long[] bins, long frames, int labels) => bins[Math.Min(MostFramesALabel, frames / Math.Max(1, labels))]++;

    private static void CountSet(SortedDictionary<string, SetCount> sets, string name, string speaker, long ticks)
    {
        if (!sets.TryGetValue(name, out var set)) sets[name] = set = new SetCount();
        set.Utterances++;
        set.Ticks += ticks;
        if (speaker.Length > 0) set.Speakers.Add(speaker);
    }

    private static SortedDictionary<string, SetFigures> Figures(SortedDictionary<string, SetCount> sets)
    {
        var figures = new SortedDictionary<string, SetFigures>(StringComparer.Ordinal);
        foreach (var (name, set) in sets)
            figures[name] = new SetFigures(set.Utterances, Math.Round(TimeSpan.FromTicks(set.Ticks).TotalHours, 6), set.Speakers.Count);
        return figures;
    }

    private SortedDictionary<string, long> Characters()
    {
        var characters = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var character = 0; character < _characters.Length; character++)
            if (_characters[character] > 0) characters[((char)character).ToString()] = _characters[character];
        return characters;
    }

    private SortedDictionary<string, TokenFigures> Tokens()
    {
        var jamo = new Dictionary<char, long>();
        foreach (var (character, count) in Characters())
            foreach (var letter in char.IsSurrogate(character[0]) ? character : character.Normalize(NormalizationForm.FormD)) jamo[letter] = jamo.GetValueOrDefault(letter) + count;
        return new SortedDictionary<string, TokenFigures>(StringComparer.Ordinal)
        {
            ["syllable"] = new(_characters.Count(count => count > 0), _characters.Sum()),
            ["jamo"] = new(jamo.Count, jamo.Values.Sum()),
        };
    }

    private sealed class SetCount
    {
        public long Utterances { get; set; }

        public long Ticks { get; set; }

        public HashSet<string> Speakers { get; } = new(StringComparer.Ordinal);
    }
}
