using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

/// <summary>What <see cref="DecodeOptions.PruneHistory"/> keeps and what it lets go.</summary>
public sealed class RecombinationTests : IDisposable
{
    private const string Unclear = "다라마바사";
    private static readonly CtcVocabulary _syllables = CtcVocabulary.ForSyllables(["가나" + Unclear]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unclear_word_of_long_ago_leaves_room_for_those_that_follow()
    {
        using var knowledge = Knowledge();
        var options = new DecodeOptions { Beam = 40, TokenMinLogp = -20, BeamPruneLogp = -100, Alpha = 1, Beta = 0, UnkOffset = -3 };
        var exact = Best(options with { Beam = 100_000 }, knowledge, UnclearThenClear);

        var pruned = Best(options with { PruneHistory = true }, knowledge, UnclearThenClear);

        Assert.EndsWith("가나", exact.Text, StringComparison.Ordinal);
        Assert.EndsWith(" 나나", Best(options, knowledge, UnclearThenClear).Text, StringComparison.Ordinal);
        Assert.Equal(exact.Text, pruned.Text);
        Assert.Equal(exact.Score, pruned.Score, 1e-6);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    public void Texts_of_a_narrow_beam_score_higher_in_the_mean(int beam)
    {
        using var knowledge = Knowledge();
        var options = new DecodeOptions { Beam = beam, TokenMinLogp = -20, BeamPruneLogp = -100, Alpha = 0.8, Beta = 1, UnkOffset = -2, UnkLetter = -0.5 };
        var scorer = new TextScorer(_syllables, options, knowledge);
        var gains = new List<double>();
        for (var seed = 0; seed < 40; seed++)
        {
            var frames = PrefixBeamTests.RandomFrames(new Random(seed), 30, _syllables.Count);
            var emissions = new Emissions([.. frames.SelectMany(frame => frame.Select(value => (float)value))], frames.Length, _syllables.Count);
            gains.Add(scorer.Score(emissions, Best(options with { PruneHistory = true }, knowledge, emissions).Text).Score - scorer.Score(emissions, Best(options, knowledge, emissions).Text).Score);
        }

        Assert.True(gains.Average() > 0.01, $"mean gain {gains.Average():0.000}");
    }

    [Fact]
    public void The_texts_beside_the_best_are_those_of_a_search_that_keeps_them()
    {
        using var knowledge = Knowledge();
        var options = new DecodeOptions { Beam = 40, TokenMinLogp = -20, BeamPruneLogp = -100, Alpha = 1, Beta = 0, UnkOffset = -3, Nbest = 10 };

        var kept = new PrefixBeamSearch(_syllables, options, knowledge).Decode(UnclearThenClear);
        var pruned = new PrefixBeamSearch(_syllables, options with { PruneHistory = true }, knowledge).Decode(UnclearThenClear);

        Assert.Equal(10, pruned.Count);
        Assert.Equal(pruned.OrderByDescending(hypothesis => hypothesis.Score), pruned);
        Assert.Equal(Best(options with { PruneHistory = true, Nbest = 1 }, knowledge, UnclearThenClear).Text, pruned[0].Text);
        Assert.Equal(10, pruned.Select(hypothesis => hypothesis.Text).Distinct().Count());
        Assert.All(pruned.Zip(kept), pair => Assert.True(pair.First.Score >= pair.Second.Score));
        Assert.Contains(kept[0].Text, pruned.Select(hypothesis => hypothesis.Text));
    }

    [Fact]
    public void A_beam_that_holds_everything_loses_nothing()
    {
        using var knowledge = Knowledge();
        var emissions = NoisyEmissions.Of(_syllables, "가나", 3);
        var options = new DecodeOptions { Beam = 100_000, Nbest = 50, TokenMinLogp = -4 };

        Assert.Equal(
            new PrefixBeamSearch(_syllables, options, knowledge).Decode(emissions).Select(hypothesis => (hypothesis.Text, hypothesis.Score)),
            new PrefixBeamSearch(_syllables, options with { PruneHistory = true }, knowledge).Decode(emissions).Select(hypothesis => (hypothesis.Text, hypothesis.Score)));
    }

    private static Hypothesis Best(DecodeOptions options, LanguageKnowledge knowledge, Emissions emissions) =>
        new PrefixBeamSearch(_syllables, options, knowledge).Decode(emissions)[0];

    /// <summary>A word of three letters that could be any, then one whose first letter is heard wrong: what it is a language model knows when it is complete.</summary>
    private static Emissions UnclearThenClear { get; } = Heard(
        Unclear.ToDictionary(letter => letter.ToString(), letter => 0.15 + (0.02 * Unclear.IndexOf(letter))),
        Unclear.ToDictionary(letter => letter.ToString(), letter => 0.15 + (0.02 * Unclear.IndexOf(letter))),
        Unclear.ToDictionary(letter => letter.ToString(), letter => 0.15 + (0.02 * Unclear.IndexOf(letter))),
        new() { ["|"] = 1 },
        new() { ["나"] = 0.8, ["가"] = 0.2 },
        new() { ["나"] = 1 });

    /// <summary>Each letter in one frame, a frame of blank after it.</summary>
    private static Emissions Heard(params Dictionary<string, double>[] letters)
    {
        var values = Enumerable.Repeat(-30f, letters.Length * 2 * _syllables.Count).ToArray();
        for (var t = 0; t < letters.Length; t++)
        {
            foreach (var (letter, probability) in letters[t]) values[(2 * t * _syllables.Count) + _syllables.Tokens.ToList().IndexOf(letter)] = (float)Math.Log(probability);
            values[(((2 * t) + 1) * _syllables.Count) + _syllables.BlankId] = 0;
        }

        return new Emissions(values, letters.Length * 2, _syllables.Count);
    }

    /// <summary>Knows 가나 after many words, 나나 after none.</summary>
    private LanguageKnowledge Knowledge()
    {
        new NGramModelBuilder(new LanguageModelOptions { Order = 2 }, _folder["tiny.arpa"]).Build(["나나", "가나 가나", "가 가나", "나 가나", .. Unclear.Select(letter => $"{letter} 가나")], "test");
        return LanguageKnowledge.Of(_syllables, LanguageModelFile.Open(_folder["tiny.arpa"]));
    }
}
