using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class EmissionsTests
{
    [Theory]
    [InlineData(float.NaN, "NaN in frame 1")]
    [InlineData(0.5f, "0.5 in frame 1; natural-log probabilities are never positive")]
    public void What_is_no_log_probability_is_refused(float value, string expected)
    {
        var emissions = new Emissions([-1, -1, -1, value], 2, 2);

        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => emissions.Checked("u", 2)).Message);
    }

    [Fact]
    public void A_vocabulary_of_another_size_is_refused() =>
        Assert.Contains("over 2 tokens; the vocabulary has 70", Assert.Throws<InvalidDataException>(() => new Emissions([-1, -1], 1, 2).Checked("u", 70)).Message);

    [Fact]
    public void A_frame_without_any_probability_is_refused()
    {
        var emissions = new Emissions([float.NegativeInfinity, float.NegativeInfinity], 1, 2);

        Assert.Contains("frame 0", Assert.Throws<InvalidDataException>(() => emissions.Checked("u", 2)).Message);
    }

    // Best tokens by frame → labels: repeats fall together unless a blank (0) parts them.
    [Theory]
    [InlineData("0 0 0", "")]
    [InlineData("1 1 1", "1")]
    [InlineData("1 0 1", "1 1")]
    [InlineData("0 2 2 0 1 2 2", "2 1 2")]
    [InlineData("", "")]
    public void Greedy_search_collapses_the_best_path(string path, string expected)
    {
        var best = path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        var logProbs = best.SelectMany(token => Enumerable.Range(0, 3).Select(v => v == token ? -0.1f : -3f)).ToArray();

        var labels = GreedySearch.Labels(new Emissions(logProbs, best.Length, 3), blankId: 0);

        Assert.Equal(expected, string.Join(' ', labels));
    }
}
