using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

public sealed class JointScorerTests
{
    [Theory]
    [InlineData(new int[] { }, 4)]
    [InlineData(new[] { 1 }, 4)]
    [InlineData(new[] { 1, 2 }, 4)]
    [InlineData(new[] { 1, 1 }, 4)]    // a blank must stand between
    [InlineData(new[] { 2, 1, 2 }, 5)]
    [InlineData(new[] { 1, 1, 1 }, 4)] // no alignment fits
    public void A_label_string_is_as_likely_as_all_its_alignments_together(int[] labels, int frames)
    {
        var emissions = Draw(frames, 3);
        var expected = Alignments(frames, 3).Where(path => Collapse(path).SequenceEqual(labels))
            .Sum(path => Math.Exp(path.Select((token, frame) => (double)emissions.Frame(frame)[token]).Sum()));
        Assert.Equal(Math.Log(expected), CtcProbability.Log(emissions, labels, blank: 0), 1e-5);
    }

    [Fact]
    public void All_label_strings_together_are_certain()
    {
        var emissions = Draw(4, 3);
        var strings = Alignments(4, 3).Select(Collapse).DistinctBy(labels => string.Join(',', labels));
        Assert.Equal(1, strings.Sum(labels => Math.Exp(CtcProbability.Log(emissions, labels, blank: 0))), 1e-5);
    }

    [Theory]
    [InlineData(0.0, "가")]
    [InlineData(0.5, "나")]
    [InlineData(1.0, "나")]
    public void What_both_heads_find_likely_comes_first(double weight, string expected)
    {
        // The first head is nearly undecided for 가, the second sure of 나.
        var vocabulary = CtcVocabulary.ForSyllables(["가나"]);
        var second = new Emissions([.. Row(0.9f, 0, 0, 0.01f, 0.09f), .. Row(0.05f, 0, 0, 0.05f, 0.9f)], 2, vocabulary.Count);
        Hypothesis[] found = [new("가", -1.0, -1.0, 0, []), new("나", -1.1, -1.3, 0.2, [])];
        var ranked = new JointScorer(vocabulary, weight).Rank(found, second);
        Assert.Equal(expected, ranked[0].Text);
        Assert.All(ranked, hypothesis => Assert.Equal(hypothesis.Acoustic + hypothesis.Lm, hypothesis.Score, 1e-9));
        var tokenizer = CtcTokenizer.Create(vocabulary);
        foreach (var hypothesis in ranked)
        {
            var before = found.Single(item => item.Text == hypothesis.Text).Acoustic;
            Assert.Equal(((1 - weight) * before) + (weight * CtcProbability.Log(second, tokenizer.EncodeLabels(hypothesis.Text), 0)), hypothesis.Acoustic, 1e-9);
        }

        static float[] Row(params float[] probabilities) => [.. probabilities.Select(value => MathF.Log(value))];
    }

    [Fact]
    public void Emissions_of_another_vocabulary_are_refused()
        => Assert.Throws<InvalidDataException>(() => new JointScorer(CtcVocabulary.ForSyllables(["가나"]), 0.5).Rank([], Draw(2, 3)));

    private static Emissions Draw(int frames, int tokens)
    {
        var random = new Random(frames);
        var values = new float[frames * tokens];
        for (var t = 0; t < frames; t++)
        {
            var row = values.AsSpan(t * tokens, tokens);
            for (var i = 0; i < tokens; i++) row[i] = random.NextSingle() + 0.05f;
            var sum = 0f;
            foreach (var value in row) sum += value;
            for (var i = 0; i < tokens; i++) row[i] = MathF.Log(row[i] / sum);
        }
        return new Emissions(values, frames, tokens);
    }

    private static IEnumerable<int[]> Alignments(int frames, int tokens)
        => frames == 0 ? [[]] : Alignments(frames - 1, tokens).SelectMany(path => Enumerable.Range(0, tokens).Select(token => (int[])[.. path, token]));

    private static int[] Collapse(int[] path) => [.. path.Where((token, i) => token != 0 && (i == 0 || path[i - 1] != token))];
}
