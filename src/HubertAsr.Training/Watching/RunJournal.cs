using System.Diagnostics;
using static TorchSharp.torch.utils.tensorboard;

namespace HubertAsr.Training;

/// <summary>Tells everyone what happens: the observer, <c>metrics.csv</c> and TensorBoard.</summary>
internal sealed class RunJournal : IDisposable
{
    private static readonly string[] _scaling = ["loss_scale", "skipped_updates"];
    private static readonly string[] _trimming = ["trimmed_share"];

    private readonly TrainingJob _job;
    private readonly TrainingAlarms _alarms;
    private readonly IProgress<TrainingEvent>? _observer;
    private readonly MetricsFile _metrics;
    private readonly TorchSharp.Modules.SummaryWriter _board;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Stopwatch _training = Stopwatch.StartNew();
    private readonly int _firstUpdate;
    private TimeSpan _intervalStart;

    /// <param name="job">The run.</param>
    /// <param name="state">Where it begins, or goes on.</param>
    /// <param name="observer">Is told everything.</param>
    public RunJournal(TrainingJob job, TrainingState state, IProgress<TrainingEvent>? observer)
    {
        (_job, _observer, _firstUpdate) = (job, observer, state.Update);
        _alarms = new TrainingAlarms(job.Train);
        _metrics = new MetricsFile(Path.Combine(job.Folder, "metrics.csv"), [.. job.Objective.StepFigures, .. job.Objective.DevFigures, .. job.Train.Precision == Precision.Fp16 ? _scaling : [], .. job.Train.TrimSilence ? _trimming : []], state.Update);
        _board = SummaryWriter(Path.Combine(job.Folder, "tensorboard"), createRunName: false);
        _alarms.Recall(Past(state));
    }

    public void Say(TrainingEvent happened) => _observer?.Report(happened);

    /// <summary>The run begins.</summary>
    public void Begin(TrainingPlan plan)
    {
        Say(plan);
        foreach (var alarm in _alarms.AtStart(plan)) Say(alarm);
    }

    /// <summary>Memory was tried out; null: it could not be.</summary>
    public void Foresee(MemoryForecast? forecast)
    {
        _clock.Restart();
        _training.Restart();
        if (forecast is null) return;
        Say(forecast);
        foreach (var alarm in _alarms.Before(forecast)) Say(alarm);
    }

    /// <summary>Until the end of what is returned, the model is judged and saved, which is no training: the speed does not count it.</summary>
    public IDisposable Pause() => new Standstill(_training);

    /// <summary>A log interval is over.</summary>
    public void Interval(TrainingState state, TrainStep step)
    {
        var maxUpdates = _job.Train.MaxUpdates;
        var sums = state.Interval;
        var elapsed = _training.Elapsed;
        var perUpdate = _clock.Elapsed / (state.Update - _firstUpdate);
        var figures = new Dictionary<string, double>(sums.Figures.Means());
        if (step.LossScale is { } scaling) (figures["loss_scale"], figures["skipped_updates"]) = (scaling.Scale, sums.Skipped);
        var report = new StepReport(state.Update, maxUpdates, sums.Loss / sums.Updates, _job.Objective.Words(figures, state.Latest))
        {
            Figures = figures,
            Aside = _job.Objective.Aside(figures),
            LearningRate = step.LearningRateAt(state.Update - 1),
            GradientNorm = sums.GradientNorm / Math.Max(1, sums.Updates - sums.Skipped),
            AudioSecondsPerSecond = sums.AudioSeconds / (elapsed - _intervalStart).TotalSeconds,
            Remaining = perUpdate * (maxUpdates - state.Update),
        };
        _intervalStart = elapsed;
        _metrics.Write(report);
        Board(state.Update, new Dictionary<string, double>(figures)
        {
            ["loss/train"] = report.Loss,
            ["learning_rate"] = report.LearningRate,
            ["gradient_norm"] = report.GradientNorm,
            ["audio_seconds_per_second"] = report.AudioSecondsPerSecond,
        });
        Say(report);
        foreach (var alarm in _alarms.After(report)) Say(alarm);
    }

    /// <summary>A validation is over.</summary>
    public void Validated(ValidationReport report)
    {
        _metrics.Write(report);
        Board(report.Update, report.Figures);
        Say(report);
        foreach (var alarm in _alarms.After(report)) Say(alarm);
        LearningCurves.Draw(_job.Folder, _metrics.Read());
    }

    public void Dispose() => _metrics.Dispose();

    /// <summary>What was seen before the run was stopped, in order.</summary>
    private IEnumerable<TrainingEvent> Past(TrainingState state)
    {
        var steps = _metrics.Read().Where(row => row.ContainsKey("loss")).Select(row => new StepReport((int)row["update"], _job.Train.MaxUpdates, row["loss"], "")
        {
            Figures = row,
            GradientNorm = row["gradient_norm"],
        });
        return steps.Select(step => (step.Update, Happened: (TrainingEvent)step)).Concat(state.History.Select(report => (report.Update, Happened: (TrainingEvent)report)))
            .OrderBy(item => item.Update).Select(item => item.Happened);
    }

    private void Board(int update, IReadOnlyDictionary<string, double> scalars)
    {
        foreach (var (name, value) in scalars) _board.add_scalar(name, (float)value, update);
    }

    private sealed class Standstill : IDisposable
    {
        private readonly Stopwatch _clock;

        public Standstill(Stopwatch clock)
        {
            _clock = clock;
            _clock.Stop();
        }

        public void Dispose() => _clock.Start();
    }
}
