using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

public class TrainingAlarmsTests
{
    private static readonly TrainOptions _options = new() { MaxUpdates = 4000 };

    [Fact]
    public void A_schedule_longer_than_the_run_is_told_before_the_first_update()
    {
        var options = new TrainOptions { MaxUpdates = 25_000, WarmupUpdates = 8000, HoldUpdates = 0, DecayUpdates = 72_000 };
        var alarm = Assert.Single(new TrainingAlarms(options).AtStart(Plan()));
        Assert.Equal("schedule-longer-than-run", alarm.Name);
        Assert.StartsWith("the learning rate falls until update 80000, the run ends at 25000, at 0.49 of its peak.", alarm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Utterances_that_cannot_be_aligned_are_told_before_the_first_update()
    {
        var plan = Plan(new Dictionary<string, int> { ["infeasible"] = 12 });
        Assert.Equal("infeasible", Assert.Single(new TrainingAlarms(_options).AtStart(plan)).Name);
    }

    [Theory]
    [InlineData(399, 0.99, false)] // every CTC model is silent at first
    [InlineData(400, 0.99, true)]
    [InlineData(400, 0.80, false)]
    public void A_model_that_stays_silent_is_told_once(int update, double blank, bool isTold)
    {
        var alarms = new TrainingAlarms(_options);
        var told = alarms.After(Step(update, blank: blank)).ToList();
        Assert.Equal(isTold, told.Any(alarm => alarm.Name == "blank-plateau"));
        if (isTold) Assert.Empty(alarms.After(Step(update + 50, blank: blank)));
    }

    [Fact]
    public void A_gradient_that_explodes_is_told()
    {
        var alarms = new TrainingAlarms(_options);
        for (var update = 50; update <= 400; update += 50) Assert.Empty(alarms.After(Step(update, norm: 2)));
        Assert.Equal("exploding-gradient", Assert.Single(alarms.After(Step(450, norm: 101))).Name);
    }

    [Fact]
    public void A_run_that_goes_on_judges_by_what_it_saw_before_it_was_stopped_and_tells_again_what_is_still_wrong()
    {
        var alarms = new TrainingAlarms(_options);
        alarms.Recall([.. Enumerable.Range(1, 8).Select(i => Step(50 * i, norm: 2)), Step(450, norm: 200)]);
        Assert.Equal("exploding-gradient", Assert.Single(alarms.After(Step(500, norm: 300))).Name);
    }

    [Theory]
    [InlineData(19.9, false)]
    [InlineData(20.1, true)]
    public void A_loss_twice_as_high_as_it_ever_was_at_first_is_told(double loss, bool isTold)
    {
        var alarms = new TrainingAlarms(_options);
        for (var update = 50; update <= 400; update += 50) Assert.Empty(alarms.After(Step(update, loss: update == 50 ? 10 : 3)));
        var told = alarms.After(Step(450, loss: loss)).ToList();
        Assert.Equal(isTold ? ["diverging-loss"] : [], told.Select(alarm => alarm.Name));
        if (isTold) Assert.Contains("learning_rate", told[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dev_error_that_rises_while_the_training_loss_falls_is_told()
        => Assert.Equal("overfitting", Assert.Single(Validations(fall: 0.1)).Name);

    [Fact]
    public void A_dev_error_that_rises_with_the_training_loss_is_no_overfitting()
        => Assert.Empty(Validations(fall: -0.1));

    [Theory]
    [InlineData(399, 0.3, 1.2, false)] // not yet
    [InlineData(400, 0.3, 1.2, true)]
    [InlineData(400, 0.3, 0.9, false)]
    [InlineData(400, 0.99, 1.0, false)] // the silent one has an alarm of its own
    public void A_model_that_speaks_at_random_is_told_once(int update, double blank, double cer, bool isTold)
    {
        var alarms = new TrainingAlarms(_options);
        _ = alarms.After(Step(update, blank: blank)).ToList();
        Assert.Equal(isTold ? ["nothing-learned"] : [], alarms.After(Validation()).Select(alarm => alarm.Name));
        Assert.Empty(alarms.After(Validation()));

        ValidationReport Validation() => new(update, cer, new Dictionary<string, double> { ["cer"] = cer }, []);
    }

    [Theory]
    [InlineData(399, 0.9, 0.1, null)] // the first thing a model learns is the commonest cluster
    [InlineData(400, 0.4, 0.1, null)]
    [InlineData(400, 0.9, 0.1, "predicted for 90%")]
    [InlineData(400, 0.9, 0.7, "the target of 70%")]
    public void One_cluster_that_takes_over_is_told_once_with_its_cause(int update, double predicted, double target, string? message)
    {
        var alarms = new TrainingAlarms(_options);
        var told = alarms.After(Pretraining(update)).SingleOrDefault();
        Assert.Equal(message is null ? null : "collapse", told?.Name);
        if (message is null) return;
        Assert.Contains(message, told!.Message, StringComparison.Ordinal);
        Assert.Empty(alarms.After(Pretraining(update + 50)));

        StepReport Pretraining(int update) => new(update, 4000, 1, "")
        {
            GradientNorm = 1,
            Figures = new Dictionary<string, double> { ["top_cluster_share"] = predicted, ["top_target_share"] = target },
        };
    }

    [Fact]
    public void A_rising_dev_loss_is_told_where_nothing_is_recognised()
    {
        var alarms = new TrainingAlarms(_options);
        var told = new List<TrainingAlarm>();
        for (var i = 0; i < 4; i++)
        {
            told.AddRange(alarms.After(Step(100 * i, loss: 1 - 0.1 * i)));
            told.AddRange(alarms.After(new ValidationReport(100 * i, 3 + i, new Dictionary<string, double> { ["dev_loss"] = 3 + i }, [])));
        }
        Assert.StartsWith("dev loss (3.000 → 6.000) rose", Assert.Single(told).Message, StringComparison.Ordinal);
    }

    private static List<TrainingAlarm> Validations(double fall)
    {
        var alarms = new TrainingAlarms(_options);
        var told = new List<TrainingAlarm>();
        for (var i = 0; i < 4; i++)
        {
            told.AddRange(alarms.After(Step(100 * i, loss: 1 - fall * i)));
            told.AddRange(alarms.After(new ValidationReport(100 * i, 0.2 + 0.01 * i, new Dictionary<string, double> { ["cer"] = 0.2 + 0.01 * i }, [])));
        }
        return told;
    }

    private static StepReport Step(int update, double blank = 0.6, double norm = 1, double loss = 1)
        => new(update, 4000, loss, "") { GradientNorm = norm, Figures = new Dictionary<string, double> { ["blank_share"] = blank } };

    private static TrainingPlan Plan(Dictionary<string, int>? leftOut = null)
    {
        var count = new UtteranceCount(10, 1, leftOut ?? [], []);
        return new TrainingPlan(0, count, count, 5, 100, 0, "");
    }
}
