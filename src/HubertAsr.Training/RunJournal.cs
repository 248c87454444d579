using System.Diagnostics;
using static TorchSharp.torch.utils.tensorboard;

namespace HubertAsr.Training;

/// <summary>Tells everyone what happens: the observer, <c>metrics.csv</c> and TensorBoard.</summary>
internal sealed class RunJournal : IDisposable
{
    private readonly TrainingJob _job;
    private readonly TrainingAlarms _alarms;
    private readonly IProgress<TrainingEvent>? _observer;
    private readonly MetricsFile _metrics;
    private readonly TorchSharp.Modules.SummaryWriter _board;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _firstUpdate;
    private TimeSpan _intervalStart;

    public RunJournal(TrainingJob job, int resumedUpdate, IProgress<TrainingEvent>? observer)
    {
        (_job, _observer, _firstUpdate) = (job, observer, resumedUpdate);
        _alarms = new TrainingAlarms(job.Train);
        _metrics = new MetricsFile(Path.Combine(job.Folder, "metrics.csv"), resumedUpdate);
        _board = SummaryWriter(Path.Combine(job.Folder, "tensorboard"), createRunName: false);
    }

    public void Say(TrainingEvent happened) => _observer?.Report(happened);

    /// <summary>The run begins.</summary>
    public void Begin(TrainingPlan plan)
    {
        Say(plan);
        foreach (var alarm in _alarms.AtStart(plan)) Say(alarm);
    }

    /// <summary>A log interval is over.</summary>
    public void Interval(TrainingState state, double learningRate)
    {
        var maxUpdates = _job.Train.MaxUpdates;
        var sums = state.Interval;
        var elapsed = _clock.Elapsed;
        var perUpdate = elapsed / (state.Update - _firstUpdate);
        var report = new StepReport(state.Update, maxUpdates, sums.Loss / sums.Updates, (double)sums.Frames.Blank / sums.Frames.Valid, state.LatestCer)
        {
            LearningRate = learningRate,
            GradientNorm = sums.GradientNorm / sums.Updates,
            AudioSecondsPerSecond = sums.AudioSeconds / (elapsed - _intervalStart).TotalSeconds,
            MaskedShare = (double)sums.Frames.Masked / sums.Frames.Valid,
            Remaining = perUpdate * (maxUpdates - state.Update),
        };
        _intervalStart = elapsed;
        _metrics.Write(report);
        Board(state.Update, ("loss/train", report.Loss), ("learning_rate", report.LearningRate), ("gradient_norm", report.GradientNorm),
            ("blank_share", report.BlankShare), ("masked_share", report.MaskedShare), ("audio_seconds_per_second", report.AudioSecondsPerSecond));
        Say(report);
        foreach (var alarm in _alarms.After(report)) Say(alarm);
    }

    /// <summary>A validation is over.</summary>
    public void Validated(ValidationReport report)
    {
        _metrics.Write(report);
        Board(report.Update, ("cer/with_spaces", report.Cer), ("cer/without_spaces", report.CerWithoutSpaces), ("loss/dev", report.Loss));
        Say(report);
        foreach (var alarm in _alarms.After(report)) Say(alarm);
        LearningCurves.Draw(_job.Folder, _metrics.Read());
    }

    public void Dispose() => _metrics.Dispose();

    private void Board(int update, params (string Name, double Value)[] scalars)
    {
        foreach (var (name, value) in scalars) _board.add_scalar(name, (float)value, update);
    }
}
