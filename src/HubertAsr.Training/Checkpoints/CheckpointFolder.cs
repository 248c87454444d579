using System.Text.Json;

namespace HubertAsr.Training;

/// <summary>The checkpoints of a run: <c>best</c>, a model folder, and <c>last</c>, a model folder with what resuming needs beside it.</summary>
internal sealed class CheckpointFolder
{
    private const string StateFile = "training_state.json";
    private const string MomentsFile = "training_state.safetensors";

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly TrainingJob _job;
    private readonly string _root;
    private readonly AtomicFolder _best;
    private readonly AtomicFolder _last;

    public CheckpointFolder(TrainingJob job)
    {
        _job = job;
        _root = Path.Combine(job.Folder, "checkpoints");
        Directory.CreateDirectory(_root);
        (_best, _last) = (new AtomicFolder(Path.Combine(_root, "best")), new AtomicFolder(Path.Combine(_root, "last")));
    }

    /// <summary>Puts model and optimiser where the last checkpoint left them. Null when there is none to go on from.</summary>
    /// <exception cref="ArgumentException">There is a run here and nobody asked to go on with it.</exception>
    public TrainingState? Resume(TrainStep step)
    {
        _best.Recover();
        _last.Recover();
        if (!Directory.Exists(_last.Path)) return null;
        if (!_job.Resume)
            throw new ArgumentException($"{_job.Folder}: holds an unfinished training. Go on with --resume, or give another --out.");
        var path = Path.Combine(_last.Path, StateFile);
        var state = JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(path), _json) ?? throw new InvalidDataException($"{path}: holds 'null'; expected the state of a training run.");
        _job.Objective.Restore(_last.Path);
        StoredTensors.Fill(Path.Combine(_last.Path, MomentsFile), step.Memory);
        step.Optimiser.Ages = state.ParameterAges;
        step.LossScale = state.LossScale;
        return state;
    }

    /// <summary>Keeps the state after the latest update.</summary>
    public CheckpointSaved SaveLast(TrainStep step, TrainingState state)
    {
        _last.Replace(folder =>
        {
            _job.Objective.Save(folder);
            StoredTensors.Write(Path.Combine(folder, MomentsFile), step.Memory);
            File.WriteAllText(Path.Combine(folder, StateFile), JsonSerializer.Serialize(state with { ParameterAges = step.Optimiser.Ages, LossScale = step.LossScale }, _json));
        });
        return new CheckpointSaved(state.Update, _last.Path, IsBest: false);
    }

    /// <summary>Keeps the model as the best so far.</summary>
    public CheckpointSaved SaveBest(TrainingState state)
    {
        _best.Replace(_job.Objective.Save);
        return new CheckpointSaved(state.Update, _best.Path, IsBest: true);
    }

    /// <summary>Keeps the model among the best few, if it is one of them, and lets go of the one it displaces.</summary>
    public void SaveAmongBest(TrainingState state)
    {
        if (_job.Train.KeepBest < 2) return;
        var best = state.History.OrderBy(report => report.Criterion).Take(_job.Train.KeepBest).Select(report => Name(report.Update)).ToHashSet();
        if (best.Contains(Name(state.Update))) new AtomicFolder(Path.Combine(_root, Name(state.Update))).Replace(_job.Objective.Save);
        foreach (var folder in Directory.GetDirectories(_root, "step-*").Where(folder => !best.Contains(Path.GetFileName(folder)))) Directory.Delete(folder, recursive: true);

        static string Name(int update) => $"step-{update:00000000}";
    }

    public TrainingResult Result(TrainingState state, string? stopped) => new(state.Update, _best.Path, _last.Path, state.History, stopped);
}
