using System.Globalization;
using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>What a decoder knows of the language, loaded once and shared by all threads: language model, lexicon, hotwords.</summary>
public sealed class LanguageKnowledge : IDisposable
{
    private readonly NGramModel? _model;
    private readonly NGramModel? _unitModel;

    private LanguageKnowledge(FusedKnowledge fused, NGramModel? model, NGramModel? unitModel)
    {
        Fused = fused;
        (_model, _unitModel) = (model, unitModel);
    }

    /// <summary>Nothing at all: the search goes by the acoustic model alone.</summary>
    public static LanguageKnowledge None { get; } = new(new FusedKnowledge(null, null, null), null, null);

    /// <summary>The first language model, of words or of units, if there is one.</summary>
    public NGramModel? Model => _model;

    /// <summary>Whether there is a language model of words.</summary>
    public bool KnowsWords => Fused.Model is not null;

    /// <summary>Whether the first language model is one of syllables or jamo: it has the first model's weights.</summary>
    internal bool UnitsComeFirst => Fused.Model is null && _model is not null;

    /// <summary>What looks wrong between vocabulary and language model, lexicon or hotwords, as sentences; null if nothing does.</summary>
    public string? Warning { get; private init; }

    internal FusedKnowledge Fused { get; }

    /// <summary>Loads what the options name.</summary>
    /// <exception cref="FileNotFoundException">A file that is not there.</exception>
    /// <exception cref="InvalidDataException">A file that is not what it should be.</exception>
    public static LanguageKnowledge Load(CtcVocabulary vocabulary, DecodeOptions options)
    {
        var lexicon = string.IsNullOrEmpty(options.Lexicon) ? null : LexiconEntry.ReadAll(options.Lexicon, vocabulary);
        var hotwords = ReadHotwords(options);
        var models = new List<NGramModel?>();
        try
        {
            foreach (var path in new[] { options.Lm, options.UnitLm }) models.Add(string.IsNullOrEmpty(path) ? null : LanguageModelFile.Open(path));
            return Of(vocabulary, models[0], lexicon, hotwords, models[1]);
        }
        catch
        {
            foreach (var model in models) model?.Dispose();
            throw;
        }
    }

    /// <summary>Puts parts together that are loaded already; owns the models from here on.</summary>
    /// <param name="vocabulary">The acoustic model's tokens.</param>
    /// <param name="model">An n-gram model of words, or of syllables or jamo with <c>▁</c> for the blank; or null.</param>
    /// <param name="lexiconWords">The only words allowed, with tokens of their own where they are heard otherwise than written; null for an open vocabulary.</param>
    /// <param name="hotwords">Words to favour; null or none for none.</param>
    /// <param name="unitModel">A model of syllables or jamo beside one of words.</param>
    /// <exception cref="InvalidDataException">Two models of units, or a second one of words.</exception>
    public static LanguageKnowledge Of(
        CtcVocabulary vocabulary, NGramModel? model, IReadOnlyList<LexiconEntry>? lexiconWords = null, IReadOnlyList<Hotword>? hotwords = null, NGramModel? unitModel = null)
    {
        var unit = model is null ? NGramUnit.Word : UnitModel.UnitOf(model);
        var words = unit == NGramUnit.Word ? model : null;
        var spelling = WordSpelling.Of(vocabulary);
        var lexicon = lexiconWords is not null ? Lexicon.OfWords(lexiconWords, words, spelling)
            : words is not null ? Lexicon.OfModel(words, spelling)
            : null;
        var favoured = hotwords is { Count: > 0 } ? new Hotwords(hotwords, word => lexicon?.SpellingsOf(word) ?? [spelling.Spell(word)]) : null;
        var units = unitModel is not null ? SecondModel(unitModel, unit) : unit != NGramUnit.Word ? new UnitModel(model!, unit) : null;
        return new LanguageKnowledge(new FusedKnowledge(words, lexicon, favoured) { Units = units }, model, unitModel)
        {
            Warning = LanguageModelCheck.Warning(vocabulary, words, units, lexiconWords ?? [], hotwords),
        };
    }

    private static UnitModel SecondModel(NGramModel model, NGramUnit first)
    {
        var unit = UnitModel.UnitOf(model);
        if (unit == NGramUnit.Word)
            throw new InvalidDataException($"the second language model: {UnitModel.Describe(model)}; one of syllables or jamo, with {NGramUnits.Space} for the blank, expected. 'lm build --unit syllable' makes one.");
        if (first != NGramUnit.Word)
            throw new InvalidDataException($"two language models, of {first} and of {unit} units; the first of words expected beside a second. Leave one out.");
        return new UnitModel(model, unit);
    }

    /// <summary>A text with the words that a lexicon spells otherwise as they are heard, the first way it gives.</summary>
    internal string Heard(string text) => Fused.Lexicon is { Respells: true } lexicon
        ? string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => lexicon.SpellingsOf(word)[0]))
        : text;

    public void Dispose()
    {
        _model?.Dispose();
        _unitModel?.Dispose();
    }

    /// <summary>Reads <c>word[TAB weight]</c> lines; <c>#</c> begins a comment.</summary>
    /// <exception cref="InvalidDataException">A weight that is no number, or one without a word.</exception>
    public static IReadOnlyList<Hotword> ReadHotwords(string path, double defaultWeight)
    {
        var words = new List<Hotword>();
        foreach (var (line, number) in WordLines.Read(path, "a hotword file"))
        {
            var parts = line.Split('\t', 2);
            var weight = defaultWeight;
            if (parts.Length == 2 && !(double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out weight) && double.IsFinite(weight)))
                throw new InvalidDataException($"{path}:{number}: weight '{parts[1]}'; 'word<TAB>number' expected.");
            if (string.IsNullOrWhiteSpace(parts[0])) throw new InvalidDataException($"{path}:{number}: no word before the weight; 'word' or 'word<TAB>number' expected.");
            words.Add(new Hotword(parts[0].Trim(), weight));
        }

        return words;
    }

    private static IReadOnlyList<Hotword>? ReadHotwords(DecodeOptions options) =>
        string.IsNullOrEmpty(options.Hotwords) ? null
        : options.HotwordParticles ? WithParticles(ReadHotwords(options.Hotwords, options.HotwordWeight))
        : ReadHotwords(options.Hotwords, options.HotwordWeight);

    /// <summary>Hotwords and each of them with every particle that may follow it, at the same weight.</summary>
    public static IReadOnlyList<Hotword> WithParticles(IReadOnlyList<Hotword> hotwords) =>
        [.. hotwords, .. hotwords.Where(hotword => !hotword.Word.Contains(' ')).SelectMany(hotword => KoreanParticles.Attached(hotword.Word).Select(form => hotword with { Word = form, Stem = hotword.Word }))];

    /// <summary>The hotwords of a text, without their particles, in its order.</summary>
    public IEnumerable<string> HotwordsIn(string text) => Fused.Hotwords is { } hotwords
        ? text.Split(' ').Select(hotwords.StemOf).OfType<string>()
        : [];
}
