using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>Vocabularies whose pieces begin words: the search against every path, every text summed over the pieces that can write it.</summary>
public sealed class PieceSearchTests : IDisposable
{
    private static readonly string[] _tokens = ["[PAD]", "[UNK]", "▁가", "나", "▁", "▁가나"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(NGramUnit.Word)]
    [InlineData(NGramUnit.Syllable)]
    public void An_unpruned_search_gives_every_text_its_exact_score(NGramUnit? unit)
    {
        var vocabulary = Vocabulary();
        var model = unit is { } kind ? Model(kind) : null;
        using var knowledge = LanguageKnowledge.Of(vocabulary, model);
        var options = new DecodeOptions { Beam = 100_000, Nbest = 10_000, TokenMinLogp = -1e9, BeamPruneLogp = -1e9, UnkOffset = -2, HangulAutomaton = false };
        var frames = PrefixBeamTests.RandomFrames(new Random(31), 4, _tokens.Length);
        var tokenizer = CtcTokenizer.Create(vocabulary);
        var expected = new Dictionary<string, double>();
        foreach (var (path, logProb) in PrefixBeamTests.AllPaths(frames))
        {
            var text = tokenizer.DecodeLabels(PrefixBeamTests.Collapse(path));
            expected[text] = expected.TryGetValue(text, out var sum) ? LogSpace.Add(sum, logProb) : logProb;
        }

        var found = new PrefixBeamSearch(vocabulary, options, knowledge).Decode(new Emissions([.. frames.SelectMany(frame => frame.Select(p => (float)p))], frames.Length, _tokens.Length));

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Select(hypothesis => hypothesis.Text).Order(StringComparer.Ordinal));
        Assert.All(found, hypothesis => Assert.Equal(expected[hypothesis.Text], hypothesis.Acoustic, 1e-5));
        Assert.All(found, hypothesis => Assert.Equal(LmOf(model, unit, options, hypothesis.Text), hypothesis.Lm, 1e-5));
        Assert.Equal(found.Max(hypothesis => hypothesis.Score), found[0].Score);
    }

    [Fact]
    public void A_text_takes_one_place_in_the_beam_however_many_pieces_write_it()
    {
        // Both texts with and without a ▁ before them: four label strings, of which the two likeliest write 가.
        double[][] frames = [[.5, 0, 0, 0, .5, 0], [0, 0, .55, .45, 0, 0]];
        var emissions = new Emissions([.. frames.SelectMany(frame => frame.Select(p => (float)Math.Log(p)))], 2, _tokens.Length);

        var found = new PrefixBeamSearch(Vocabulary(), new DecodeOptions { Beam = 2, Nbest = 2 }).Decode(emissions);

        Assert.Equal([("가", 0.55), ("나", 0.45)], found.Select(hypothesis => (hypothesis.Text, Math.Round(Math.Exp(hypothesis.Acoustic), 6))));
    }

    [Fact]
    public void Frames_take_no_memory_once_the_search_has_grown()
    {
        var frames = PrefixBeamTests.RandomFrames(new Random(3), 400, _tokens.Length).SelectMany(frame => frame.Select(p => (float)p)).ToArray();
        var half = frames.Length / 2;
        var search = new PrefixBeamSearch(Vocabulary(), new DecodeOptions { Beam = 20 });
        search.Accept(frames);
        search.Begin();
        search.Accept(frames.AsSpan(0, half));

        var before = GC.GetAllocatedBytesForCurrentThread();
        search.Accept(frames.AsSpan(half));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_is_found_can_be_heard_in_the_frames()
    {
        var random = new Random(41);
        var vocabulary = Vocabulary();
        var tokenizer = CtcTokenizer.Create(vocabulary);
        var search = new PrefixBeamSearch(vocabulary, new DecodeOptions { Beam = 30, Nbest = 30, BeamPruneLogp = -1e9, TokenMinLogp = -1e9 });
        for (var round = 0; round < 30; round++)
        {
            var frames = PrefixBeamTests.RandomFrames(random, 5, _tokens.Length);
            var exact = PrefixBeamTests.AllPaths(frames).GroupBy(path => tokenizer.DecodeLabels(PrefixBeamTests.Collapse(path.Path)))
                .ToDictionary(paths => paths.Key, paths => paths.Aggregate(double.NegativeInfinity, (sum, path) => LogSpace.Add(sum, path.LogProb)));

            var found = search.Decode(new Emissions([.. frames.SelectMany(frame => frame.Select(p => (float)p))], frames.Length, _tokens.Length));

            Assert.All(found, hypothesis => Assert.Equal(hypothesis.Text, string.Join(' ', hypothesis.Words.Select(word => word.Word))));
            Assert.All(found, hypothesis => Assert.True(hypothesis.Acoustic <= exact[hypothesis.Text] + 1e-5, hypothesis.Text));
        }
    }

    [Fact]
    public void A_word_has_the_frames_of_its_pieces()
    {
        int[] path = [2, 0, 3, 0, 5, 3];
        var emissions = new Emissions([.. path.SelectMany(best => Enumerable.Range(0, _tokens.Length).Select(token => token == best ? -0.1f : -4f))], path.Length, _tokens.Length);

        var best = new PrefixBeamSearch(Vocabulary(), new DecodeOptions()).Decode(emissions)[0];

        Assert.Equal("가나 가나나", best.Text);
        Assert.Equal([("가나", 0, 3), ("가나나", 4, 6)], best.Words.Select(word => (word.Word, word.StartFrame, word.EndFrame)));
    }

    private CtcVocabulary Vocabulary()
    {
        File.WriteAllText(_folder["vocab.json"], $"{{{string.Join(",", _tokens.Select((token, id) => $"\"{token}\":{id}"))}}}");
        return CtcVocabulary.Load(_folder["vocab.json"]);
    }

    private NGramModel Model(NGramUnit unit)
    {
        new NGramModelBuilder(new LanguageModelOptions { Order = 2, Unit = unit }, _folder["m.arpa"]).Build(["가나 가", "가 나", "나 가나 가나", "가 가나나"], "test");
        return LanguageModelFile.Open(_folder["m.arpa"]);
    }

    private static double LmOf(NGramModel? model, NGramUnit? unit, DecodeOptions options, string text)
    {
        if (model is null || text.Length == 0) return 0;
        var context = model.BeginSentence();
        var log10 = 0.0;
        foreach (var item in NGramUnits.Spell(text, unit!.Value).Split(' '))
        {
            var id = model.Index(item);
            log10 += model.Score(context, id, out var following).Log10 + (id == NGramModel.Unknown ? options.UnkOffset : 0);
            context = following;
        }

        return (options.Alpha * Math.Log(10) * (log10 + model.Score(context, model.SentenceEnd, out _).Log10)) + (options.Beta * text.Split(' ').Length);
    }
}
