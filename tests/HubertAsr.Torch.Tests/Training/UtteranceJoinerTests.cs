using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public sealed class UtteranceJoinerTests
{
    private const int Boundary = 9;

    [Fact]
    public void Nothing_is_joined_unless_it_is_asked_for()
    {
        var rows = Rows(4, 16_000);

        Assert.Same(rows, Joiner(new AugmentOptions(), 60).Join(rows, new Random(1)));
        Assert.Same(rows[0], Joiner(new AugmentOptions(), 60).Longest(rows[0]));
    }

    [Theory]
    [InlineData(7, 2, 4)]
    [InlineData(7, 3, 3)]
    [InlineData(6, 3, 2)]
    [InlineData(3, 5, 1)]
    public void A_batch_becomes_as_few_rows_as_can_be_with_every_utterance_once_and_in_order(int utterances, int most, int expectedRows)
    {
        var rows = Rows(utterances, 16_000);

        var joined = JoinedBy(new AugmentOptions { JoinProb = 1, JoinMost = most, JoinGapSeconds = 0 }, rows, expectedRows);

        Assert.Equal(rows.SelectMany(row => row.Samples), joined.SelectMany(row => row.Samples));
        Assert.Equal(rows.SelectMany(row => row.Labels), joined.SelectMany(row => row.Labels).Where(label => label != Boundary));
        Assert.Equal(string.Join(" + ", rows.Select(row => row.Id)), string.Join(" + ", joined.Select(row => row.Id)));
        Assert.InRange(joined.Max(row => row.Labels.Length) - joined.Min(row => row.Labels.Length), 0, 2);
    }

    [Fact]
    public void Silence_between_two_is_no_longer_than_said_and_a_boundary_is_in_their_labels()
    {
        var joiner = Joiner(new AugmentOptions { JoinProb = 1, JoinMost = 2, JoinGapSeconds = 0.5 }, 60);
        var rows = Rows(2, 16_000);

        var gaps = Enumerable.Range(0, 50).Select(seed => Assert.Single(joiner.Join(rows, new Random(seed)))).ToList();

        Assert.All(gaps, row => Assert.Equal([1, Boundary, 2], row.Labels));
        Assert.All(gaps, row => Assert.InRange(row.Samples.Length - 32_000, 0, 8_000));
        Assert.All(gaps, row => Assert.All(row.Samples[16_000..^16_000], sample => Assert.Equal(0, sample)));
        Assert.True(gaps.Select(row => row.Samples.Length).Distinct().Count() > 40);
    }

    [Fact]
    public void Silence_at_the_ends_of_what_is_joined_may_be_cut()
    {
        var noise = new Random(5);
        float[] speech = [.. Enumerable.Range(0, 16_000).Select(_ => (float)(noise.NextDouble() - 0.5) / 2)];
        LabelledWaveform[] rows = [.. Enumerable.Range(1, 2).Select(n => new LabelledWaveform($"u{n}", [.. new float[8_000], .. speech, .. new float[8_000]], [n]))];

        var whole = Assert.Single(Joiner(new AugmentOptions { JoinProb = 1, JoinMost = 2, JoinGapSeconds = 0 }, 60).Join(rows, new Random(1)));
        var trimmed = Assert.Single(Joiner(new AugmentOptions { JoinProb = 1, JoinMost = 2, JoinGapSeconds = 0, JoinTrimProb = 1 }, 60).Join(rows, new Random(1)));

        Assert.Equal(64_000, whole.Samples.Length);
        Assert.InRange(trimmed.Samples.Length, 32_000, 40_000);
        Assert.Equal(64_000 - trimmed.Samples.Length, trimmed.TrimmedSamples);
        Assert.Equal(whole.Labels, trimmed.Labels);
    }

    [Fact]
    public void No_joined_utterance_is_longer_than_the_limit_and_the_longest_is_known_before()
    {
        var joiner = Joiner(new AugmentOptions { JoinProb = 1, JoinMost = 10, JoinGapSeconds = 0.5 }, maxSeconds: 7);
        var rows = Rows(12, 32_000);

        var lengths = Enumerable.Range(0, 50).SelectMany(seed => joiner.Join(rows, new Random(seed))).Select(row => row.Samples.Length).ToList();

        // Three of 2 s and two gaps of half a second are 7 s.
        Assert.InRange(lengths.Max(), 6 * 16_000, 7 * 16_000);
        Assert.Equal(7 * 16_000, joiner.Longest(rows[0]).Samples.Length);
        Assert.Same(rows[0], Joiner(new AugmentOptions { JoinProb = 1 }, maxSeconds: 3).Longest(rows[0]));
    }

    private static UtteranceJoiner Joiner(AugmentOptions options, double maxSeconds) => new(options, maxSeconds, (first, second) => [.. first, Boundary, .. second], new SilenceTrimmer().Trim);

    /// <summary>A draw of as many together as <c>join_most</c> allows.</summary>
    private static IReadOnlyList<LabelledWaveform> JoinedBy(AugmentOptions options, IReadOnlyList<LabelledWaveform> rows, int count) =>
        Enumerable.Range(0, 100).Select(seed => Joiner(options, 60).Join(rows, new Random(seed))).First(joined => joined.Count == count);

    private static LabelledWaveform[] Rows(int count, int samples) =>
        [.. Enumerable.Range(1, count).Select(n => new LabelledWaveform($"u{n}", [.. Enumerable.Repeat(n / 100f, samples)], [n % Boundary]))];
}
