using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>Models of syllables and jamo, alone and beside one of words: an unpruned beam against every path and every unit by hand.</summary>
public sealed class UnitFusionTests : IDisposable
{
    private const double UnknownOffset = -2;
    private static readonly double _ln10 = Math.Log(10);
    private static readonly FusionWeights _weights = new(0.7, 0.4, UnknownOffset, false) { UnitAlpha = 0.6, UnitBonus = 0.3 };
    private static readonly string[] _lines = ["가 나", "각 가", "나 나 가각", "가", "나 가"];
    private static readonly string[] _syllables = ["[PAD]", "가", "각", "|"];
    private static readonly string[] _jamo = ["[PAD]", "ᄀ", "ᅡ", "ᆨ", "|"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string[], NGramUnit, bool> Cases => new()
    {
        { _syllables, NGramUnit.Syllable, false },
        { _syllables, NGramUnit.Jamo, false },
        { _jamo, NGramUnit.Jamo, false },
        { _jamo, NGramUnit.Syllable, false },
        { _syllables, NGramUnit.Syllable, true },
        { _jamo, NGramUnit.Syllable, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_unpruned_beam_gives_every_text_its_exact_score(string[] tokens, NGramUnit unit, bool besideWords)
    {
        using var units = Model(unit);
        using var words = besideWords ? Model(NGramUnit.Word) : null;
        var table = new TokenTable(tokens, 0, tokens.Length - 1);
        var lexicon = words is null ? null : Lexicon.OfModel(words, new WordSpelling(tokens == _jamo ? CtcUnit.Jamo : CtcUnit.Syllable));
        var fusion = new LanguageFusion(table, _weights, new FusedKnowledge(words, lexicon, null) { Units = new UnitModel(units, unit) });
        var frames = PrefixBeamTests.RandomFrames(new Random(23), 5, tokens.Length);
        var acoustic = new Dictionary<string, double>();
        foreach (var (path, logProb) in PrefixBeamTests.AllPaths(frames))
        {
            var text = TextOf(tokens, PrefixBeamTests.Collapse(path));
            acoustic[text] = acoustic.TryGetValue(text, out var sum) ? LogSpace.Add(sum, logProb) : logProb;
        }

        var found = PrefixBeamTests.Search(frames, table, fusion);

        Assert.Equal(acoustic.Count, found.Count);
        Assert.All(found, prefix => Assert.Equal(acoustic[TextOf(tokens, prefix.Labels)], prefix.Acoustic, 1e-9));
        Assert.All(found, prefix => Assert.Equal(Expected(units, unit, words, TextOf(tokens, prefix.Labels)), prefix.Lm, 1e-5));
        Assert.Equal(acoustic.Max(pair => pair.Value + Expected(units, unit, words, pair.Key)), found[0].Score, 1e-5);
    }

    [Theory]
    [InlineData(NGramUnit.Word)]
    [InlineData(NGramUnit.Syllable)]
    [InlineData(NGramUnit.Jamo)]
    public void The_unit_of_a_model_is_read_from_its_words(NGramUnit unit)
    {
        using var model = Model(unit);

        Assert.Equal(unit, UnitModel.UnitOf(model));
    }

    [Fact]
    public void A_second_model_has_to_be_one_of_units_beside_one_of_words()
    {
        var vocabulary = CtcVocabulary.ForSyllables(_lines);

        Assert.Contains("one of syllables or jamo", Assert.Throws<InvalidDataException>(() => LanguageKnowledge.Of(vocabulary, null, unitModel: Model(NGramUnit.Word))).Message, StringComparison.Ordinal);
        Assert.Contains("two language models", Assert.Throws<InvalidDataException>(() => LanguageKnowledge.Of(vocabulary, Model(NGramUnit.Jamo), unitModel: Model(NGramUnit.Jamo))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_another_unit_than_the_vocabulary_is_told_with_what_was_seen()
    {
        using var knowledge = LanguageKnowledge.Of(CtcVocabulary.ForJamo(_lines), Model(NGramUnit.Syllable));
        using var same = LanguageKnowledge.Of(CtcVocabulary.ForSyllables(_lines), Model(NGramUnit.Syllable));

        Assert.Contains("one of syllables (4 of its 4 words are single characters, ▁ among them) and the vocabulary one of jamo", knowledge.Warning, StringComparison.Ordinal);
        Assert.Null(same.Warning);
    }

    [Fact]
    public void A_model_without_sentence_boundaries_and_a_list_without_hotwords_are_told()
    {
        File.WriteAllText(_folder["bare.arpa"], "\\data\\\nngram 1=2\nngram 2=1\n\n\\1-grams:\n-1\t<unk>\n-0.5\t가\t0\n\n\\2-grams:\n-0.1\t가 가\n\n\\end\\\n");
        using var knowledge = LanguageKnowledge.Of(CtcVocabulary.ForSyllables(_lines), LanguageModelFile.Open(_folder["bare.arpa"]), hotwords: []);

        Assert.Contains("the language model has no <s>", knowledge.Warning, StringComparison.Ordinal);
        Assert.Contains("the hotword file holds no words", knowledge.Warning, StringComparison.Ordinal);
    }

    private NGramModel Model(NGramUnit unit)
    {
        var path = _folder[$"{unit}.arpa"];
        new NGramModelBuilder(new LanguageModelOptions { Order = 3, Unit = unit }, path).Build(_lines, "test");
        return LanguageModelFile.Open(path);
    }

    private static double Expected(NGramModel units, NGramUnit unit, NGramModel? words, string text)
    {
        if (text.Length == 0) return 0;
        var wordCount = text.Split(' ').Length;
        return (_weights.Beta * wordCount) + Sum(units, NGramUnits.Spell(text, unit).Split(' '), _weights.UnitAlpha, _weights.UnitBonus)
            + (words is null ? 0 : Sum(words, text.Split(' '), _weights.Alpha, 0));
    }

    private static double Sum(NGramModel model, string[] items, double alpha, double bonus)
    {
        var context = model.BeginSentence();
        var score = 0.0;
        foreach (var item in items)
        {
            var id = model.Index(item);
            score += (alpha * _ln10 * (model.Score(context, id, out var following).Log10 + (id == NGramModel.Unknown ? UnknownOffset : 0))) + bonus;
            context = following;
        }

        return score + (alpha * _ln10 * model.Score(context, model.SentenceEnd, out _).Log10);
    }

    private static string TextOf(string[] tokens, int[] labels) => string.Join(' ', string.Concat(labels.Select(label => label == tokens.Length - 1 ? " " : tokens[label]))
        .Normalize().Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
