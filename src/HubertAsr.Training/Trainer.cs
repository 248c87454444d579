namespace HubertAsr.Training;

/// <summary>Trains a model on an objective, such as a HuBERT with a CTC head ([Graves06], [Hsu21] §3.3), and keeps the best and the last checkpoint.</summary>
/// <remarks>
/// The folder it works in holds <c>metrics.csv</c>, <c>tensorboard/</c>, <c>checkpoints/best</c> and <c>checkpoints/last</c>. Both
/// checkpoints are whole Hugging Face model folders; <c>last</c> also holds what resuming needs. Every random draw is a function of the
/// seed and the update, so a resumed run does exactly what one never stopped would have done.
/// </remarks>
/// <param name="job">What is trained, on what, and where to.</param>
/// <param name="observer">Is told what happens, in order, on the calling thread (so no <see cref="Progress{T}"/>).</param>
public sealed class Trainer(TrainingJob job, IProgress<TrainingEvent>? observer = null)
{
    private readonly TrainOptions _options = job.Train;

    /// <summary>Trains to the end, or until asked to stop, or until the loss is no number.</summary>
    /// <returns>Checkpoints and history; <see cref="TrainingResult.Stopped"/> tells why a run gave up.</returns>
    /// <exception cref="OperationCanceledException">Asked to stop; <c>checkpoints/last</c> holds the state, and <see cref="TrainingJob.Resume"/> goes on from it.</exception>
    /// <exception cref="ArgumentException">An option is out of its range, or there is a run here already and it was not asked to resume.</exception>
    /// <exception cref="InvalidDataException">Nothing to train or validate on, audio that cannot be read.</exception>
    /// <exception cref="IOException">A checkpoint could not be written; the one before it is kept.</exception>
    public TrainingResult Run(CancellationToken stop = default)
    {
        job.Check();
        using var data = new TrainingData(job, observer);
        using var step = new TrainStep(job.Objective, _options);
        var checkpoints = new CheckpointFolder(job);
        var state = checkpoints.Resume(step) ?? new TrainingState();
        using var journal = new RunJournal(job, state, observer);
        journal.Begin(data.Plan(state.Update, step.Parameters));
        if (_options.ProbeMemory) journal.Foresee(MemoryProbe.Run(step, data, job));
        using var loader = data.LoadTrain(state.Position);
        while (state.Update < _options.MaxUpdates)
        {
            if (stop.IsCancellationRequested) journal.Say(checkpoints.SaveLast(step, state));
            stop.ThrowIfCancellationRequested();
            var outcome = step.Run([.. Enumerable.Range(0, _options.AccumulateBatches).Select(_ => loader.Next())], state.Update);
            if (outcome.NotFinite.Count > 0) return checkpoints.Result(state, NotFinite(state.Update + 1, outcome.NotFinite));
            state = state.After(outcome, loader.Position);
            if (state.Update % _options.LogEveryUpdates == 0)
            {
                journal.Interval(state, step);
                state = state with { Interval = new IntervalSums() };
            }
            if (state.Update % _options.ValidateEveryUpdates != 0 && state.Update != _options.MaxUpdates) continue;
            using var pause = journal.Pause();
            state = step.WithWeightsToKeep(() => Validate(data.OpenDev(), state, checkpoints, journal));
            journal.Say(checkpoints.SaveLast(step, state));
        }
        return checkpoints.Result(state, stopped: null);
    }

    private TrainingState Validate(DevelopmentSet dev, TrainingState state, CheckpointFolder checkpoints, RunJournal journal)
    {
        job.Objective.Model.eval();
        var report = job.Objective.Validate(state.Update, dev);
        state = state with { History = [.. state.History, report] };
        journal.Validated(report);
        if (state.Best == report) journal.Say(checkpoints.SaveBest(state));
        checkpoints.SaveAmongBest(state);
        return state;
    }

    private static string NotFinite(int update, IReadOnlyList<string> ids)
        => $"update {update}: the loss is no finite number for {string.Join(", ", ids.Take(8))}{(ids.Count > 8 ? $" and {ids.Count - 8} more" : "")}; the last checkpoint is kept. "
        + "Listen to these utterances, lower train.learning_rate or set train.clip_norm, then go on with --resume.";
}
