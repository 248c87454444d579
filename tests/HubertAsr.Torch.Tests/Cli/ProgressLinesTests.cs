using HubertAsr.Cli;
using HubertAsr.Corpora;

namespace HubertAsr.Tests.Cli;

public sealed class ProgressLinesTests
{
    [Theory]
    [InlineData(500_000, 250_000, 60, "labels 500,000 of 2,000,000  eta 00:06:00")] // a quarter of a million a minute, a million and a half to go
    [InlineData(1_000_000, 1_000, 100, "labels 1,000,000 of 2,000,000  eta 27:46:40")]
    [InlineData(500_000, 0, 60, "labels 500,000 of 2,000,000")]
    public void What_an_earlier_run_left_finished_says_nothing_about_the_time_that_is_left(long done, long doneNow, int seconds, string line) =>
        Assert.Equal(line, ProgressLines.Line(new PreparationProgress("labels", done, 2_000_000), doneNow, TimeSpan.FromSeconds(seconds)));
}
