using System.Globalization;
using System.Text.Json;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public class SpanMaskTests
{
    [Fact]
    public void The_realised_share_is_that_of_the_reference_in_mean()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Golden("training/mask_statistics.json")));
        foreach (var row in golden.RootElement.EnumerateObject())
        {
            var setting = row.Name.Split(' ').Skip(1).ToDictionary(part => part.Split('=')[0], part => part.Split('=')[1]);
            var width = int.Parse(setting.TryGetValue("frames", out var frames) ? frames : setting["width"], CultureInfo.InvariantCulture);
            var mask = new SpanMask(double.Parse(setting["prob"], CultureInfo.InvariantCulture), int.Parse(setting["length"], CultureInfo.InvariantCulture), int.Parse(setting["min"], CultureInfo.InvariantCulture));
            var sd = row.Value.GetProperty("sd").GetDouble();
            Assert.InRange(MeanShare(mask, width) - row.Value.GetProperty("mean_share").GetDouble(), -sd, sd);
        }
    }

    [Fact]
    public void Spans_have_their_length_and_stay_inside_their_row()
    {
        int[] lengths = [50, 12, 3];
        for (var seed = 0; seed < 200; seed++)
        {
            var hidden = new SpanMask(0.5, 10, 2).Draw(lengths, 60, new Random(seed));
            Assert.DoesNotContain(true, hidden[50..60]);
            Assert.DoesNotContain(true, hidden[72..120]);
            Assert.DoesNotContain(true, hidden[120..]);
            Assert.Equal(10, hidden[60..72].Count(x => x));
            Assert.InRange(hidden[..50].Count(x => x), 11, 30);
        }
    }

    [Fact]
    public void One_seed_gives_one_mask()
    {
        var mask = new SpanMask(0.65, 10, 2);
        Assert.Equal(mask.Draw([100, 90], 100, new Random(7)), mask.Draw([100, 90], 100, new Random(7)));
    }

    private static double MeanShare(SpanMask mask, int width)
    {
        var random = new Random(1);
        return Enumerable.Range(0, 200).Average(_ => mask.Draw([width], width, random).Average(hidden => hidden ? 1.0 : 0.0));
    }
}
