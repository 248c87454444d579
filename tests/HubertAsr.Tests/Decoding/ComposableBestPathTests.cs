using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

public sealed class ComposableBestPathTests
{
    private static readonly TokenTable _table = new(["[PAD]", "ᄀ", "ᅡ", "ᆨ", "|"], 0, 4, hangulAutomaton: true);

    [Fact]
    public void It_is_the_likeliest_of_all_paths_whose_labels_compose()
    {
        var random = new Random(41);
        for (var round = 0; round < 60; round++)
        {
            var frames = PrefixBeamTests.RandomFrames(random, 5, 5);
            var (path, logProb) = PrefixBeamTests.AllPaths(frames).Where(path => _table.CanBe(PrefixBeamTests.Collapse(path.Path))).MaxBy(path => path.LogProb);

            var found = new ComposableBestPath(_table).Find(Emissions(frames));

            Assert.Equal(PrefixBeamTests.Collapse(path), found.Labels);
            Assert.Equal(logProb, found.Acoustic, 1e-5);
        }
    }

    [Fact]
    public void Where_nothing_may_follow_there_is_silence()
    {
        var onlyNuclei = new Emissions([.. Enumerable.Repeat(new[] { float.NegativeInfinity, float.NegativeInfinity, 0, float.NegativeInfinity, float.NegativeInfinity }, 3).SelectMany(row => row)], 3, 5);

        Assert.Empty(new ComposableBestPath(_table).Find(onlyNuclei).Labels);
    }

    [Theory]
    [InlineData("ᄀ ᄀ ᅡ", "가")]
    [InlineData("ᄀ ᅡ | ᆨ ᄀ ᅡ", "가 가")]
    [InlineData("ᄀ ᅡ ᆨ ᄀ", "각")]
    [InlineData("ᄀ ᅡ ᆨ | ᄀ ᅡ", "각 가")]
    public void A_beam_of_one_writes_no_bare_jamo(string heard, string written)
    {
        var vocabulary = CtcVocabulary.Load(Repository.Fixture("decoding/vocab.jamo.json"));
        int[] path = [.. heard.Split(' ').SelectMany(token => new[] { vocabulary.IdOf(token)!.Value, vocabulary.BlankId })];
        // Each frame is nearly sure of its token and holds silence for the next best.
        var frames = path.Select(best => Enumerable.Range(0, vocabulary.Count)
            .Select(token => Math.Log(token == best ? 0.9 : token == vocabulary.BlankId ? 0.08 : 1e-4)).ToArray()).ToArray();

        var free = new PrefixBeamSearch(vocabulary, new DecodeOptions { Beam = 1, HangulAutomaton = false }).Decode(Emissions(frames));
        var legal = new PrefixBeamSearch(vocabulary, new DecodeOptions { Beam = 1 }).Decode(Emissions(frames));

        Assert.Equal(CtcTokenizer.Create(vocabulary).DecodeLabels([.. path.Where(token => token != vocabulary.BlankId)]), free[0].Text);
        Assert.Equal(written, legal[0].Text);
        Assert.Equal(written.Split(' '), legal[0].Words.Select(word => word.Word));
    }

    private static Emissions Emissions(double[][] frames) => new([.. frames.SelectMany(frame => frame).Select(logProb => (float)logProb)], frames.Length, frames[0].Length);
}
