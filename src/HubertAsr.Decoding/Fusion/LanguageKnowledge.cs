using System.Globalization;
using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>What a decoder knows of the language, loaded once and shared by all threads: language model, lexicon, hotwords.</summary>
public sealed class LanguageKnowledge : IDisposable
{
    private readonly NGramModel? _model;

    private LanguageKnowledge(FusedKnowledge fused, NGramModel? model)
    {
        Fused = fused;
        _model = model;
    }

    /// <summary>Nothing at all: the search goes by the acoustic model alone.</summary>
    public static LanguageKnowledge None { get; } = new(new FusedKnowledge(null, null, null), null);

    /// <summary>The word language model, if there is one.</summary>
    public NGramModel? Model => _model;

    /// <summary>What looks wrong between language model and vocabulary, as a sentence; null if nothing does.</summary>
    public string? Warning { get; private init; }

    internal FusedKnowledge Fused { get; }

    /// <summary>Loads what the options name.</summary>
    /// <exception cref="FileNotFoundException">A file that is not there.</exception>
    /// <exception cref="InvalidDataException">A file that is not what it should be.</exception>
    public static LanguageKnowledge Load(CtcVocabulary vocabulary, DecodeOptions options)
    {
        var model = string.IsNullOrEmpty(options.Lm) ? null : LanguageModelFile.Open(options.Lm);
        try
        {
            return Of(vocabulary, model, ReadLexicon(options.Lexicon), ReadHotwords(options));
        }
        catch
        {
            model?.Dispose();
            throw;
        }
    }

    /// <summary>Puts parts together that are loaded already; owns the model from here on.</summary>
    /// <param name="vocabulary">The acoustic model's tokens.</param>
    /// <param name="model">A word n-gram model, or null.</param>
    /// <param name="lexiconWords">The only words allowed, or null for an open vocabulary.</param>
    /// <param name="hotwords">Words to favour.</param>
    public static LanguageKnowledge Of(CtcVocabulary vocabulary, NGramModel? model, IReadOnlyList<string>? lexiconWords = null, IReadOnlyList<Hotword>? hotwords = null)
    {
        var lexicon = lexiconWords is not null ? Lexicon.OfWords(lexiconWords, model, vocabulary.Unit)
            : model is not null ? Lexicon.OfModel(model, vocabulary.Unit)
            : null;
        var favoured = hotwords is { Count: > 0 } ? new Hotwords(hotwords, vocabulary.Unit) : null;
        return new LanguageKnowledge(new FusedKnowledge(model, lexicon, favoured), model) { Warning = model is null ? null : UnitWarning(model) };
    }

    public void Dispose() => _model?.Dispose();

    /// <summary>Reads <c>word[TAB weight]</c> lines; <c>#</c> begins a comment.</summary>
    /// <exception cref="InvalidDataException">A weight that is no number.</exception>
    public static IReadOnlyList<Hotword> ReadHotwords(string path, double defaultWeight)
    {
        var words = new List<Hotword>();
        foreach (var (line, number) in Lines(path, "a hotword file"))
        {
            var parts = line.Split('\t', 2);
            var weight = defaultWeight;
            if (parts.Length == 2 && !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out weight))
                throw new InvalidDataException($"{path}:{number}: weight '{parts[1]}'; 'word<TAB>number' expected.");
            words.Add(new Hotword(parts[0].Trim(), weight));
        }

        return words;
    }

    // A model of syllables or jamo has hardly a word of two syllables, and a mark for the blank.
    private static string? UnitWarning(NGramModel model)
    {
        var words = model.Words.Where(word => !word.StartsWith('<')).ToList();
        var single = words.Count(word => word.Length == 1);
        return words.Count > 0 && (single > 0.9 * words.Count || model.Index(NGramUnits.Space) != NGramModel.Unknown)
            ? $"the language model looks like one of syllables or jamo ({single} of its {words.Count} words are single characters); words are looked up in it. Give a word model."
            : null;
    }

    private static IReadOnlyList<Hotword> ReadHotwords(DecodeOptions options) =>
        string.IsNullOrEmpty(options.Hotwords) ? []
        : options.HotwordParticles ? WithParticles(ReadHotwords(options.Hotwords, options.HotwordWeight))
        : ReadHotwords(options.Hotwords, options.HotwordWeight);

    /// <summary>Hotwords and each of them with every particle that may follow it, at the same weight.</summary>
    public static IReadOnlyList<Hotword> WithParticles(IReadOnlyList<Hotword> hotwords) =>
        [.. hotwords, .. hotwords.Where(hotword => !hotword.Word.Contains(' ')).SelectMany(hotword => KoreanParticles.Attached(hotword.Word).Select(form => hotword with { Word = form, Stem = hotword.Word }))];

    /// <summary>The hotwords of a text, without their particles, in its order.</summary>
    public IEnumerable<string> HotwordsIn(string text) => Fused.Hotwords is { } hotwords
        ? text.Split(' ').Select(hotwords.StemOf).OfType<string>()
        : [];

    private static List<string>? ReadLexicon(string? path)
    {
        if (string.IsNullOrEmpty(path)) return null;
        var words = Lines(path, "a lexicon").Select(line => line.Text.Split('\t')[0].Trim()).ToList();
        return words.Count > 0 ? words : throw new InvalidDataException($"{path}: no words; one a line expected.");
    }

    private static IEnumerable<(string Text, int Number)> Lines(string path, string what)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; {what} expected.", path);
        return File.ReadLines(path).Select((text, index) => (text, index + 1)).Where(line => !string.IsNullOrWhiteSpace(line.text) && line.text[0] != '#');
    }
}
