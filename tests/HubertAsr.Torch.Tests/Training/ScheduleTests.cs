using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public class ScheduleTests
{
    /// <summary>fairseq's base_10h.yaml: warm-up 8000, no hold, decay 72000, but the run ends at 25000.</summary>
    private static readonly LearningRateSchedule Base10h = LearningRateSchedule.From(new TrainOptions
    {
        MaxUpdates = 25_000,
        WarmupUpdates = 8000,
        HoldUpdates = 0,
        DecayUpdates = 72_000,
    });

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(4000, 0.505)]
    [InlineData(8000, 1)]
    [InlineData(44_000, 0.2236068)] // half of the decay: √0.05
    [InlineData(80_000, 0.05)]
    [InlineData(200_000, 0.05)]
    public void Tri_stage_is_the_formula_of_fairseq(int update, double expected)
        => Assert.Equal(expected, Base10h.ScaleAt(update), 6);

    [Fact]
    public void The_published_ten_hour_recipe_stops_at_half_of_its_peak()
        => Assert.Equal(0.49, Base10h.ScaleAt(25_000), 2);

    [Fact]
    public void The_published_ten_hour_schedule_is_longer_than_its_run()
        => Assert.Equal(80_000, Base10h.TotalUpdates);

    [Theory]
    [InlineData(ScheduleShape.TriStage, 100, 400, 500)]
    [InlineData(ScheduleShape.Linear, 100, 0, 900)]
    [InlineData(ScheduleShape.Cosine, 100, 0, 900)]
    public void Lengths_not_given_share_out_the_whole_run(ScheduleShape shape, int warmup, int hold, int decay)
    {
        var schedule = LearningRateSchedule.From(new TrainOptions { MaxUpdates = 1000, Schedule = shape });
        Assert.Equal((warmup, hold, decay), (schedule.WarmupUpdates, schedule.HoldUpdates, schedule.DecayUpdates));
        Assert.Equal(0.05, schedule.ScaleAt(1000), 9);
    }

    [Theory]
    [InlineData(ScheduleShape.Linear, 550, 0.525)]
    [InlineData(ScheduleShape.Cosine, 550, 0.525)]
    [InlineData(ScheduleShape.Constant, 999, 1)]
    public void Halfway_down_the_fall_is_half_the_way(ScheduleShape shape, int update, double expected)
    {
        var schedule = LearningRateSchedule.From(new TrainOptions { MaxUpdates = 1000, Schedule = shape });
        Assert.Equal(expected, schedule.ScaleAt(update), 9);
    }

    [Fact]
    public void A_schedule_without_warm_up_starts_at_its_peak()
    {
        var schedule = LearningRateSchedule.From(new TrainOptions { MaxUpdates = 10, WarmupUpdates = 0 });
        Assert.Equal(1, schedule.ScaleAt(0));
    }
}
