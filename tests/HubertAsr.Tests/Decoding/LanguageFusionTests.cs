using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

public sealed class LanguageFusionTests : IDisposable
{
    private const double Alpha = 0.7;
    private const double Beta = 0.4;
    private const double UnknownOffset = -2;
    private static readonly double _ln10 = Math.Log(10);
    private static readonly string[] _tokens = ["[PAD]", "가", "나", "|"];
    private static readonly TokenTable _table = new(_tokens, 0, 3);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(false, true, -0.7)]
    [InlineData(true, false, -0.7)]
    public void An_unpruned_beam_gives_every_text_its_exact_score(bool looksAhead, bool endsSentences, double unknownLetter)
    {
        using var model = TinyModel();
        var fusion = Fusion(model, endsSentences, looksAhead, unknownLetter);
        var random = new Random(17);
        for (var round = 0; round < 5; round++)
        {
            var frames = PrefixBeamTests.RandomFrames(random, 5, _tokens.Length);
            var acoustic = new Dictionary<string, double>();
            foreach (var (path, logProb) in PrefixBeamTests.AllPaths(frames))
            {
                var text = TextOf(PrefixBeamTests.Collapse(path));
                acoustic[text] = acoustic.TryGetValue(text, out var sum) ? LogSpace.Add(sum, logProb) : logProb;
            }

            var found = PrefixBeamTests.Search(frames, _table, fusion);

            Assert.Equal(acoustic.Count, found.Count);
            Assert.All(found, prefix => Assert.Equal(acoustic[TextOf(prefix.Labels)], prefix.Acoustic, 1e-9));
            Assert.All(found, prefix => Assert.Equal(LmScore(model, TextOf(prefix.Labels), endsSentences, unknownLetter), prefix.Lm, 1e-5));
            Assert.Equal(acoustic.Max(pair => pair.Value + LmScore(model, pair.Key, endsSentences, unknownLetter)), found[0].Score, 1e-5);
        }
    }

    // Few words: the search lists what may follow. Many: it tries the tokens of the frame.
    [Theory]
    [InlineData("가나 나")]
    [InlineData("가 나 가나 나가 가가 나나")]
    public void A_closed_lexicon_writes_only_its_words_and_each_of_their_texts_with_its_exact_score(string words)
    {
        var lexicon = Lexicon.OfWords([.. words.Split(' ')], null, new WordSpelling(CtcUnit.Syllable));
        var fusion = new LanguageFusion(_table, new FusionWeights(0, 0, 0, false), new FusedKnowledge(null, lexicon, null));
        var frames = PrefixBeamTests.RandomFrames(new Random(2), 6, 4);
        var expected = new Dictionary<string, double>();
        foreach (var (path, logProb) in PrefixBeamTests.AllPaths(frames))
        {
            var text = TextOf(PrefixBeamTests.Collapse(path));
            if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(words.Split(' ').Contains)) expected[text] = expected.TryGetValue(text, out var sum) ? LogSpace.Add(sum, logProb) : logProb;
        }

        var found = PrefixBeamTests.Search(frames, _table, fusion);

        Assert.Equal(expected.Keys.Order(), found.Select(prefix => TextOf(prefix.Labels)).Order());
        Assert.All(found, prefix => Assert.Equal(expected[TextOf(prefix.Labels)], prefix.Acoustic, 1e-9));
    }

    [Fact]
    public void A_hotword_adds_its_weight_each_time_it_is_a_whole_word()
    {
        var fusion = new LanguageFusion(_table, new FusionWeights(0, 0, 0, false), new FusedKnowledge(null, null, new Hotwords([new Hotword("가나", 3), new Hotword("나", 1)], word => [word])));

        var found = PrefixBeamTests.Search(PrefixBeamTests.RandomFrames(new Random(4), 5, 4), _table, fusion);

        Assert.All(found, prefix => Assert.Equal(TextOf(prefix.Labels).Split(' ').Sum(word => word switch { "가나" => 3.0, "나" => 1.0, _ => 0 }), prefix.Lm, 1e-9));
    }

    [Theory]
    [InlineData("서울", "서울로", "서울으로")]
    [InlineData("부산", "부산으로", "부산로")]
    [InlineData("부산", "부산은", "부산는")]
    [InlineData("제주", "제주와", "제주과")]
    [InlineData("제주", "제주가", "제주이")]
    [InlineData("철수", "철수라고", "철수이라고")]
    [InlineData("민준", "민준이랑", "민준랑")]
    [InlineData("판교", "판교에서", "판교으로")]
    [InlineData("서울", "서울로부터", "서울으로부터")]
    [InlineData("부산", "부산으로부터", "부산로부터")]
    [InlineData("민준", "민준이라도", "민준라도")]
    [InlineData("철수", "철수란", "철수이란")]
    public void A_particle_has_the_form_that_the_last_sound_asks_for(string word, string right, string wrong)
    {
        var forms = KoreanParticles.Attached(word).ToList();

        Assert.Contains(right, forms);
        Assert.DoesNotContain(wrong, forms);
    }

    [Fact]
    public void A_word_that_ends_in_no_syllable_has_the_particles_of_either_sound()
    {
        var forms = KoreanParticles.Attached("GPT").ToList();

        Assert.Equal(["GPT는", "GPT로", "GPT를", "GPT으로", "GPT은", "GPT을"], forms.Where(form => form[3..] is "은" or "는" or "을" or "를" or "으로" or "로").Order(StringComparer.Ordinal));
        Assert.Contains("GPT에서", forms);
    }

    private NGramModel TinyModel() => Model("가 나", "가나 가", "나 나 가나", "가", "나 가");

    private NGramModel Model(params string[] lines)
    {
        new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder["tiny.arpa"]).Build(lines, "test");
        return LanguageModelFile.Open(_folder["tiny.arpa"]);
    }

    [Fact]
    public void Sentences_that_may_end_are_priced_as_sentences_of_their_own()
    {
        using var model = Model("가 나", "가 나", "가나 나가", "가나 나가", "가 나가");

        // Of two sentences of the text the second never follows the first without a pause.
        Assert.Equal(LmScore(model, "가 나") + LmScore(model, "가나 나가"), LmScore(model, "가 나 가나 나가", endsSentences: true), 1e-6);
        Assert.True(LmScore(model, "가 나 가나 나가", endsSentences: true) > LmScore(model, "가 나 가나 나가") + 0.1);
    }

    [Fact]
    public void A_text_is_priced_as_the_sentences_that_it_is_said_to_hold()
    {
        using var model = Model("가 나", "가 나", "가나 나가", "가나 나가", "가 나가");
        var (fusion, random, further) = (Fusion(model, endsSentences: true), new Random(5), 0);
        for (var round = 0; round < 200; round++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.GetItems(["가", "나", "가나", "나가", "가가"], 1)[0])];

            fusion.Start();
            var starts = fusion.SentenceStarts(LabelsOf(string.Join(' ', words)))!;

            Assert.Equal(words.Length, starts.Count);
            Assert.False(starts[0]);
            var sentences = string.Concat(words.Zip(starts, (word, begins) => (begins ? "/" : " ") + word)).Split('/');
            Assert.Equal(sentences.Sum(sentence => LmScore(model, sentence.Trim())), LmScore(model, string.Join(' ', words), endsSentences: true), 1e-6);
            further += sentences.Length - 1;
        }

        Assert.InRange(further, 50, 500);
        Assert.Equal([false, false, true, false], fusion.SentenceStarts(LabelsOf("가 나 가나 나가")));
        Assert.Empty(fusion.SentenceStarts([])!);
        Assert.Null(Fusion(model, endsSentences: false).SentenceStarts(LabelsOf("가 나 가나 나가")));
    }

    private static int[] LabelsOf(string text) => [.. text.Select(letter => letter == ' ' ? 3 : Array.IndexOf(_tokens, letter.ToString()))];

    private static LanguageFusion Fusion(NGramModel model, bool endsSentences, bool looksAhead = false, double unknownLetter = 0) => new(
        _table,
        new FusionWeights(Alpha, Beta, UnknownOffset, looksAhead) { EndsSentences = endsSentences, UnknownLetterLog10 = unknownLetter },
        new FusedKnowledge(model, Lexicon.OfModel(model, new WordSpelling(CtcUnit.Syllable)), null));

    private static double LmScore(NGramModel model, string text, bool endsSentences = false, double unknownLetter = 0)
    {
        if (text.Length == 0) return 0;
        var context = model.BeginSentence();
        var score = 0.0;
        foreach (var word in text.Split(' '))
        {
            var id = model.Index(word);
            var (log10, following) = Best(context, id);
            score += (Alpha * _ln10 * (log10 + (id == NGramModel.Unknown ? UnknownOffset + (unknownLetter * word.Length) : 0))) + Beta;
            context = following;
        }

        return score + (Alpha * _ln10 * model.Score(context, model.SentenceEnd, out _).Log10);

        (double Log10, NGramContext Following) Best(in NGramContext context, uint id)
        {
            var on = (model.Score(context, id, out var following).Log10, following);
            if (!endsSentences || context.SameAs(model.BeginSentence())) return on;
            var anew = (model.Score(context, model.SentenceEnd, out _).Log10 + model.Score(model.BeginSentence(), id, out following).Log10, following);
            return anew.Item1 > on.Log10 ? anew : on;
        }
    }

    private static string TextOf(int[] labels) =>
        string.Join(' ', string.Concat(labels.Select(label => label == 3 ? " " : _tokens[label])).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
