using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Tests.Evaluation;

public sealed class StatisticsTests
{
    [Fact]
    public void The_bootstrap_interval_of_a_proportion_agrees_with_the_binomial_one()
    {
        // 2,000 one-syllable utterances, 300 wrong: p = 0.15, and the normal interval is ± 1.96 · √(p(1 − p)/n) = ± 0.01565.
        var set = Scorer.Score("s", Enumerable.Range(0, 2000).Select(i => new ScoringPair($"{i}", "네", i % 20 < 3 ? "예" : "네")));

        var interval = ScoreIntervals.Of(set.Utterances, new Bootstrap(4000, seed: 7))[Measure.CerWithSpaces];

        Assert.Equal(0.15 - 0.01565, interval.Low, 0.0015);
        Assert.Equal(0.15 + 0.01565, interval.High, 0.0015);
    }

    [Fact]
    public void Speakers_are_drawn_whole_so_that_their_likeness_widens_the_interval()
    {
        // Ten speakers are always wrong, ten always right: as utterances 400 draws, as speakers 20.
        var set = Scorer.Score("s", Enumerable.Range(0, 400).Select(i => new ScoringPair($"{i}", "네", i % 20 < 10 ? "예" : "네")));
        static string Speaker(string id) => $"spk{int.Parse(id, System.Globalization.CultureInfo.InvariantCulture) % 20}";

        var utterances = ScoreIntervals.Of(set.Utterances, new Bootstrap());
        var speakers = ScoreIntervals.Of(set.Utterances, new Bootstrap(), Speaker);

        Assert.Equal(("utterance", "speaker"), (utterances.Unit, speakers.Unit));
        Assert.InRange(speakers[Measure.Wer].HalfWidth / utterances[Measure.Wer].HalfWidth, 3.5, 5.5); // √20 = 4.5
    }

    [Fact]
    public void A_few_speakers_are_too_few_to_draw()
    {
        var set = Scorer.Score("s", Enumerable.Range(10, 30).Select(i => new ScoringPair($"{i}", "네", "네")));

        Assert.Equal("utterance", ScoreIntervals.Of(set.Utterances, new Bootstrap(), id => id[..1]).Unit);
    }

    [Fact]
    public void Equal_seeds_give_equal_resamples_and_other_seeds_others()
    {
        long[][] values = [.. Enumerable.Range(0, 50).Select(i => new long[] { i, 1 })];

        Assert.Equal(new Bootstrap(20, seed: 3).Sums(values), new Bootstrap(20, seed: 3).Sums(values));
        Assert.NotEqual(new Bootstrap(20, seed: 3).Sums(values), new Bootstrap(20, seed: 4).Sums(values));
    }

    [Fact]
    public void Rows_wider_than_a_tile_and_sums_beyond_32_bits_are_the_sums_of_the_rows_that_were_drawn()
    {
        long[][] values = [.. Enumerable.Range(0, 9).Select(row => Enumerable.Range(0, 37).Select(column => column < 20 ? (1L << 30) + row * 1000 + column : row).ToArray())];

        var sums = new Bootstrap(5, seed: 11).Sums(values);

        Assert.All(sums.Select((sum, resample) => (sum, resample)), drawn =>
        {
            var random = new DrawSequence(11, drawn.resample);
            var expected = new long[37];
            for (var draw = 0; draw < values.Length; draw++)
            {
                var row = values[random.Next(values.Length)];
                for (var column = 0; column < row.Length; column++) expected[column] += row[column];
            }

            Assert.Equal(expected, drawn.sum);
        });
    }

    [Fact]
    public void Every_group_is_drawn_equally_often()
    {
        long[][] values = [.. Enumerable.Range(0, 10).Select(i => Enumerable.Range(0, 10).Select(j => i == j ? 1L : 0L).ToArray())];

        var drawn = new Bootstrap(20_000).Sums(values).Aggregate(new long[10], (sum, row) => [.. sum.Zip(row, (left, right) => left + right)]);

        Assert.All(drawn, count => Assert.InRange(count, 19_300, 20_700)); // five standard deviations of 20,000
    }

    [Fact]
    public void A_sure_difference_is_said_in_words()
    {
        var pairs = Enumerable.Range(0, 500).Select(i => (Id: $"{i}", Reference: "하나 둘 셋"));
        var a = Scorer.Score("A", pairs.Select((pair, i) => new ScoringPair(pair.Id, pair.Reference, i % 5 == 0 ? "하나 둘" : pair.Reference)));
        var b = Scorer.Score("B", pairs.Select((pair, i) => new ScoringPair(pair.Id, pair.Reference, i % 10 == 0 ? "하나 둘" : pair.Reference)));

        var comparison = Comparison.Of(a, b, Measure.CerWithoutSpaces, new Bootstrap(500));

        Assert.Equal((100, 50, 2000), (comparison.A.Errors, comparison.B.Errors, comparison.B.Reference));
        Assert.StartsWith("CER-nospace: B is better than A by 2.50 ± ", comparison.Sentence("A", "B", "en"), StringComparison.Ordinal);
        Assert.EndsWith("; 100.0 % of resamples agree (MAPSSWE p < 0.0001).", comparison.Sentence("A", "B", "en"), StringComparison.Ordinal);
        Assert.StartsWith("CER-nospace: B이(가) A보다 2.50 ± ", comparison.Sentence("A", "B", "ko"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsure_difference_is_called_unsure()
    {
        var a = Scorer.Score("A", Enumerable.Range(0, 40).Select(i => new ScoringPair($"{i}", "네", i < 4 ? "예" : "네")));
        var b = Scorer.Score("B", Enumerable.Range(0, 40).Select(i => new ScoringPair($"{i}", "네", i is >= 10 and < 13 ? "예" : "네")));

        Assert.StartsWith("WER: no sure difference: B is ahead of A by 2.50", Comparison.Of(a, b, Measure.Wer, new Bootstrap()).Sentence("A", "B", "en"), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_on_other_references_are_not_compared()
    {
        var a = Scorer.Score("A", [new("1", "네", "네")]);
        var b = Scorer.Score("B", [new("1", "예", "예")]);

        Assert.Throws<ArgumentException>(() => Comparison.Of(a, b, Measure.Wer, new Bootstrap()));
    }
}
