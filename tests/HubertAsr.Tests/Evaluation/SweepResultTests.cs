using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Sweeps;

namespace HubertAsr.Tests.Evaluation;

public sealed class SweepResultTests
{
    private static readonly SweepAxis _alpha = new("alpha", [0, 0.5, 1]) { Limits = [0, 100] };
    private static readonly SweepAxis _beta = new("beta", [1, 2]);

    [Fact]
    public void The_best_has_the_fewest_character_errors_whatever_its_word_errors()
    {
        var result = new SweepResult([_alpha, _beta], [Point(0, 1, 5, 1), Point(0, 2, 4, 9), Point(0.5, 1, 6, 1)]);

        Assert.Equal([0, 2], result.Best.Values);
    }

    [Fact]
    public void Among_equals_fewer_word_errors_win_and_then_what_lies_inside_the_ranges()
    {
        Assert.Equal([0.5, 1], new SweepResult([_alpha, _beta], [Point(1, 1, 4, 3), Point(0.5, 1, 4, 2)]).Best.Values);
        Assert.Equal([0.5], new SweepResult([_alpha], [Point([1], 4, 3), Point([0.5], 4, 3)]).Best.Values);
    }

    [Fact]
    public void An_edge_is_told_unless_the_option_ends_there_or_was_not_varied()
    {
        Assert.Equal(["alpha"], Edges(1));
        Assert.Empty(Edges(0.5));
        Assert.Empty(Edges(0));

        static IEnumerable<string> Edges(double alpha) =>
            new SweepResult([_alpha, new SweepAxis("beam", [50])], [Point([alpha, 50], 1, 1)]).Edges.Select(axis => axis.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_picture_of_one_or_two_axes_is_a_png(int axes)
    {
        SweepAxis[] taken = [.. new[] { _alpha, _beta }.Take(axes)];
        var points = _alpha.Values.SelectMany(alpha => axes == 1 ? [Point([alpha], (int)(10 * alpha), 1)] : _beta.Values.Select(beta => Point(alpha, beta, (int)(10 * alpha), 1)));

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], SweepHeatMap.Png(new SweepResult(taken, [.. points]))[..4]);
    }

    private static SweepPoint Point(double alpha, double beta, int characters, int words) => Point([alpha, beta], characters, words);

    private static SweepPoint Point(double[] values, int characters, int words) =>
        new(values, new ErrorMeasures { CerWithSpaces = new ErrorCounts(characters, 0, 0, 100), Wer = new ErrorCounts(words, 0, 0, 20) });
}
