using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>Blanks at a cost: an unpruned beam against the sum over every path and every blank that may be added or dropped.</summary>
public sealed class OptionalSpacesTests : IDisposable
{
    private const double Cost = 1.3;
    private static readonly string[] _tokens = ["[PAD]", "가", "나", "|"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(NGramUnit.Word)]
    [InlineData(NGramUnit.Syllable)]
    public void An_unpruned_beam_gives_every_text_its_exact_score(NGramUnit unit)
    {
        using var model = Model(unit);
        var table = new TokenTable(_tokens, 0, 3) { SpaceCost = Cost };
        var fusion = FusionOf(table, model, unit);
        var random = new Random(5);
        for (var round = 0; round < 3; round++)
        {
            var frames = PrefixBeamTests.RandomFrames(random, 5, _tokens.Length);
            var heard = HeardTexts(frames);
            var expected = heard.Keys.Select(text => text.Replace(" ", "", StringComparison.Ordinal)).Distinct().SelectMany(Spacings).ToDictionary(text => text, text => Summed(text, heard));

            var found = PrefixBeamTests.Search(frames, table, fusion);

            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Select(prefix => TextOf(prefix.Labels)).Order(StringComparer.Ordinal));
            Assert.All(found, prefix => Assert.Equal(expected[TextOf(prefix.Labels)], prefix.Acoustic, 1e-9));
            Assert.All(found, prefix => Assert.Equal(LmOf(model, unit, TextOf(prefix.Labels)), prefix.Lm, 1e-5));
        }
    }

    [Fact]
    public void At_a_cost_beyond_all_bounds_blanks_are_as_heard()
    {
        var frames = PrefixBeamTests.RandomFrames(new Random(9), 6, _tokens.Length);

        var strict = PrefixBeamTests.Search(frames, new TokenTable(_tokens, 0, 3)).ToDictionary(prefix => TextOf(prefix.Labels), prefix => prefix.Acoustic);
        var free = PrefixBeamTests.Search(frames, new TokenTable(_tokens, 0, 3) { SpaceCost = 1e6 });

        foreach (var prefix in free.Where(prefix => prefix.Acoustic > -1e5)) Assert.Equal(strict[TextOf(prefix.Labels)], prefix.Acoustic, 1e-9);
        Assert.Equal(strict.Count, free.Count(prefix => prefix.Acoustic > -1e5));
    }

    [Fact]
    public void A_blank_that_was_not_heard_is_written_where_the_language_model_wants_it_and_words_keep_their_frames()
    {
        var vocabulary = CtcVocabulary.ForSyllables(["가 나"]);
        using var knowledge = LanguageKnowledge.Of(vocabulary, Model(NGramUnit.Word));
        var (ga, na) = (vocabulary.IdOf("가")!.Value, vocabulary.IdOf("나")!.Value);
        int[] path = [ga, 0, na, vocabulary.WordBoundaryId, na, 0];
        var emissions = new Emissions([.. path.SelectMany(best => Enumerable.Range(0, vocabulary.Count).Select(token => token == best ? -0.1f : -4f))], path.Length, vocabulary.Count);

        var strict = new PrefixBeamSearch(vocabulary, new DecodeOptions(), knowledge).Decode(emissions)[0];
        var free = new PrefixBeamSearch(vocabulary, new DecodeOptions { SpaceCost = 0.5 }, knowledge).Decode(emissions)[0];

        Assert.Equal("가나 나", strict.Text);
        Assert.Equal("가 나 나", free.Text);
        Assert.Equal([("가", 0, 1), ("나", 2, 3), ("나", 4, 5)], free.Words.Select(word => (word.Word, word.StartFrame, word.EndFrame)));
    }

    [Fact]
    public void Pieces_that_write_their_own_blanks_have_no_cost_for_them() =>
        Assert.Contains("a token between words", Assert.Throws<ArgumentException>(() => TokenTable.Of(CtcVocabulary.Load(Pieces()), false, 1)).Message, StringComparison.Ordinal);

    private string Pieces()
    {
        File.WriteAllText(_folder["vocab.json"], """{"[PAD]":0,"[UNK]":1,"|":2,"▁가":3,"나":4}""");
        return _folder["vocab.json"];
    }

    /// <summary>Every text with the log probability of its paths.</summary>
    private static Dictionary<string, double> HeardTexts(double[][] frames)
    {
        var texts = new Dictionary<string, double>();
        foreach (var (path, logProb) in PrefixBeamTests.AllPaths(frames))
        {
            var text = TextOf(PrefixBeamTests.Collapse(path));
            texts[text] = texts.TryGetValue(text, out var sum) ? LogSpace.Add(sum, logProb) : logProb;
        }

        return texts;
    }

    /// <summary>The same characters with blanks between them in every way.</summary>
    private static IEnumerable<string> Spacings(string characters) =>
        characters.Length < 2 ? [characters] : Spacings(characters[1..]).SelectMany(rest => new[] { characters[..1] + rest, characters[..1] + " " + rest });

    private static double Summed(string text, Dictionary<string, double> heard) => heard
        .Where(pair => pair.Key.Replace(" ", "", StringComparison.Ordinal) == text.Replace(" ", "", StringComparison.Ordinal))
        .Aggregate(double.NegativeInfinity, (sum, pair) => LogSpace.Add(sum, pair.Value - (Cost * Differences(pair.Key, text))));

    private static int Differences(string left, string right)
    {
        HashSet<int> Blanks(string text) => [.. Enumerable.Range(0, text.Length).Where(i => text[i] == ' ').Select((place, before) => place - before)];
        var blanks = Blanks(left);
        blanks.SymmetricExceptWith(Blanks(right));
        return blanks.Count;
    }

    private NGramModel Model(NGramUnit unit)
    {
        new NGramModelBuilder(new LanguageModelOptions { Order = 2, Unit = unit }, _folder[$"{unit}.arpa"]).Build(["가 나", "가나 가", "나 나", "가", "가 나 나", "가 나 가나"], "test");
        return LanguageModelFile.Open(_folder[$"{unit}.arpa"]);
    }

    private static readonly FusionWeights _weights = new(0.7, 0.4, -2, false) { UnitAlpha = 0.7 };

    private static LanguageFusion FusionOf(TokenTable table, NGramModel model, NGramUnit unit) => new(table, _weights, unit == NGramUnit.Word
        ? new FusedKnowledge(model, Lexicon.OfModel(model, new WordSpelling(CtcUnit.Syllable)), null)
        : new FusedKnowledge(null, null, null) { Units = new UnitModel(model, unit) });

    private static double LmOf(NGramModel model, NGramUnit unit, string text)
    {
        if (text.Length == 0) return 0;
        var context = model.BeginSentence();
        var log10 = 0.0;
        foreach (var item in NGramUnits.Spell(text, unit).Split(' '))
        {
            var id = model.Index(item);
            log10 += model.Score(context, id, out var following).Log10 + (id == NGramModel.Unknown ? -2 : 0);
            context = following;
        }

        return (_weights.Alpha * Math.Log(10) * (log10 + model.Score(context, model.SentenceEnd, out _).Log10)) + (_weights.Beta * text.Split(' ').Length);
    }

    private static string TextOf(int[] labels) =>
        string.Join(' ', string.Concat(labels.Select(label => label == 3 ? " " : _tokens[label])).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
