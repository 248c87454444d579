using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public class CtcFeasibilityTests
{
    [Theory]
    [InlineData(new int[0], 0)]
    [InlineData(new[] { 5 }, 1)]
    [InlineData(new[] { 5, 6, 5 }, 3)]
    [InlineData(new[] { 5, 5 }, 3)]
    [InlineData(new[] { 5, 5, 5, 6, 6 }, 8)]
    public void A_repeat_costs_a_frame_for_the_blank_between(int[] labels, int frames)
    {
        Assert.Equal(frames, CtcFeasibility.FramesNeeded(labels));
        Assert.True(CtcFeasibility.Fits(frames, labels));
        Assert.False(CtcFeasibility.Fits(frames - 1, labels));
    }

    /// <summary>Every frame string of every length over two labels and the blank, collapsed: the shortest that gives the labels is the count.</summary>
    [Fact]
    public void The_count_is_that_of_the_shortest_of_all_paths()
    {
        foreach (var labels in Strings(2, 3).Select(s => s.Select(x => x + 1).ToArray()))
        {
            var shortest = Enumerable.Range(0, 7).First(frames => Strings(3, frames).Any(path => Collapse(path).SequenceEqual(labels)));
            Assert.Equal(shortest, CtcFeasibility.FramesNeeded(labels));
        }
    }

    private static IEnumerable<int[]> Strings(int symbols, int length)
        => length == 0 ? [[]] : Strings(symbols, length - 1).SelectMany(head => Enumerable.Range(0, symbols).Select(last => (int[])[.. head, last]));

    private static IEnumerable<int> Collapse(int[] path)
        => path.Where((label, t) => label != 0 && (t == 0 || path[t - 1] != label));
}
