using HubertAsr.Models;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

[Collection(nameof(OneTrainingAtATime))]
public sealed class MemoryProbeTests
{
    private const double GB = 1e9;

    [Fact]
    public void The_longest_batch_lies_on_the_line_through_the_last_two_peaks()
    {
        // 1 GB before, 1 GB a row: 8 rows and the moments need 10 GB, 6 rows would fit into 8.5 GB.
        var forecast = MemoryProbe.Forecast([(0, 1.5 * GB), (1, 2 * GB), (2, 3 * GB)], (8, 10), untouched: 1 * GB, budget: 8.5 * GB);
        Assert.Equal(10 * GB, forecast.NeededBytes);
        Assert.False(forecast.Fits);
        Assert.Equal(60, forecast.LargestBatchSeconds);
        Assert.Equal("memory: the longest batch, 8 × 10.0 s (reckoned from runs of up to 2), needs 10.0 GB of 8.5 GB; max_batch_seconds up to 60 would fit", forecast.ToString());
    }

    [Fact]
    public void What_was_run_as_it_is_needs_no_line()
    {
        var forecast = MemoryProbe.Forecast([(0, 2 * GB), (1, 2 * GB), (2, 2 * GB)], (2, 10), untouched: 0, budget: 8 * GB);
        Assert.True(forecast.Fits);
        Assert.Null(forecast.LargestBatchSeconds);
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_an_alarm_with_the_settings_that_would()
    {
        var alarms = new TrainingAlarms(new TrainOptions { MaxBatchSeconds = 80, AccumulateBatches = 2 });
        var alarm = Assert.Single(alarms.Before(new MemoryForecast(8, 10, 10 * GB, 5 * GB, 40, 2)));
        Assert.Equal("memory", alarm.Name);
        Assert.Contains("Set train.max_batch_seconds = 40 and train.accumulate_batches = 4", alarm.Message, StringComparison.Ordinal);
        Assert.Empty(alarms.Before(new MemoryForecast(8, 10, 4 * GB, 5 * GB, 100, 2)));
    }

    [Fact]
    public void A_run_says_it_before_its_first_update_and_learns_the_same_without()
    {
        using var corpus = new SyntheticCorpus();
        var options = new TrainOptions { MaxUpdates = 2, MaxBatchSeconds = 2.5, MaxSeconds = 2.5, MinSeconds = 0.1, LogEveryUpdates = 1, ValidateEveryUpdates = 2, FreezeConvEncoder = false, LoaderThreads = 1 };
        var (with, without) = (Train(options, "with"), Train(options with { ProbeMemory = false }, "without"));
        var forecast = Assert.Single(with.OfType<MemoryForecast>());
        Assert.True(with.IndexOf(forecast) < with.FindIndex(happened => happened is StepReport));
        Assert.InRange(forecast.NeededBytes, 1e7, 1e12);
        Assert.Empty(without.OfType<MemoryForecast>());
        Assert.Equal(with.OfType<StepReport>().Select(report => report.Loss), without.OfType<StepReport>().Select(report => report.Loss));

        List<TrainingEvent> Train(TrainOptions options, string folder)
        {
            var events = new Events();
            var job = corpus.Job(options, folder);
            using var model = job.Objective.Model;
            new Trainer(job, events).Run();
            return events.Seen;
        }
    }

    [Fact]
    public void A_processor_says_what_memory_it_has()
    {
        var memory = DeviceMemory.Read(TorchSharp.torch.CPU);
        Assert.NotNull(memory);
        Assert.InRange(memory.PeakBytes, 1, memory.BudgetBytes + (1L << 40));
    }

    private sealed class Events : IProgress<TrainingEvent>
    {
        public List<TrainingEvent> Seen { get; } = [];

        public void Report(TrainingEvent value) => Seen.Add(value);
    }
}
