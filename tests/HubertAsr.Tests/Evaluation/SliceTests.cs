using System.Globalization;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Tests.Evaluation;

public sealed class SliceTests
{
    [Fact]
    public void The_worst_slice_comes_first_and_small_ones_come_marked_at_the_end()
    {
        // 60 utterances by m (one in four wrong), 60 by f (one in six), 2 by an unknown speaker (all wrong).
        var set = Scorer.Score("s", Enumerable.Range(0, 122).Select(i => new ScoringPair($"{i}", "네", i >= 120 || (i < 60 ? i % 4 == 0 : i % 6 == 0) ? "예" : "네")));

        var slices = new Slicer(new Bootstrap(200), smallCount: 30).Cut(set, "sex", id => Number(id) switch { >= 120 => "", >= 60 => "f", _ => "m" });

        Assert.Equal([("m", 60, 15, false), ("f", 60, 10, false), ("", 2, 2, true)],
            slices.Select(slice => (slice.Value, slice.Utterances, (int)slice.Total.CerWithSpaces.Errors, slice.IsSmall)));
        Assert.InRange(0.25, slices[0].Intervals![Measure.CerWithSpaces].Low, slices[0].Intervals![Measure.CerWithSpaces].High);
        Assert.Null(slices[2].Intervals);
    }

    [Fact]
    public void Many_numbers_become_four_ranges_of_about_equal_size()
    {
        var set = Scorer.Score("s", Enumerable.Range(0, 100).Select(i => new ScoringPair($"{i}", "네", "네")));

        var slices = new Slicer(null, smallCount: 5).Cut(set, "duration", id => (Number(id) / 10.0).ToString(CultureInfo.InvariantCulture));

        Assert.Equal(["[0, 2.5)", "[2.5, 5)", "[5, 7.5)", "[7.5, 9.9]"], slices.Select(slice => slice.Value).Order(StringComparer.Ordinal));
        Assert.All(slices, slice => Assert.Equal(25, slice.Utterances));
    }

    [Fact]
    public void A_few_numbers_stay_as_they_are()
    {
        var set = Scorer.Score("s", Enumerable.Range(0, 20).Select(i => new ScoringPair($"{i}", "네", "네")));

        Assert.Equal(["20", "30"], new Slicer(null, 5).Cut(set, "age", id => Number(id) < 9 ? "20" : "30").Select(slice => slice.Value));
    }

    [Fact]
    public void Length_counts_syllables_and_no_blanks()
    {
        Assert.Equal("7", Slicer.Length("커피 한 잔 주세요"));
    }

    private static int Number(string id) => int.Parse(id, CultureInfo.InvariantCulture);
}
