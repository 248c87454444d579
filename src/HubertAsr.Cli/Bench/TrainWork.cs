using HubertAsr.Corpora;
using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;
using TorchSharp;

namespace HubertAsr.Cli.Bench;

/// <summary>Whole updates: forward, CTC loss, backward, AdamW. Labels are as dense as Korean jamo.</summary>
internal sealed class TrainWork : IBenchWork
{
    private const double LabelsPerSecond = 12;
    private const double Rate = 1e-5;

    private readonly LoadedModel _loaded;
    private readonly CtcTokenizer _tokenizer;
    private readonly TrainOptions _options;
    private readonly CtcObjective _objective;
    private readonly TrainStep _step;
    private readonly LabelledWaveform[] _utterances;
    private readonly Batch _batch;
    private int _update;

    public TrainWork(LoadedModel loaded, BenchPlan plan)
    {
        _loaded = loaded;
        var size = loaded.Model.Config.VocabSize;
        _tokenizer = CtcTokenizer.Create(CtcVocabulary.ForSyllables([string.Concat(Enumerable.Range('가', size - 3).Select(code => (char)code))]));
        // No waveform is kept: every update of the loop reads its audio.
        _options = new TrainOptions { LearningRate = Rate, Schedule = ScheduleShape.Constant, MaxBatchSeconds = (plan.Seconds + 1) * plan.Batch, MaxSeconds = plan.Seconds + 1, MinSeconds = 0, CacheMegabytes = 0, ProbeMemory = false };
        _objective = new CtcObjective(loaded.Model, loaded.Preprocessor, _tokenizer, _options, new AugmentOptions());
        _step = new TrainStep(_objective, _options);
        var labels = Enumerable.Range(0, (int)(plan.Seconds * LabelsPerSecond)).Select(i => 3 + i % (size - 3)).ToArray();
        _utterances = [.. plan.Waveforms().Select((waveform, i) => new LabelledWaveform($"{i}", waveform, labels))];
        _batch = Batch.Pad(_utterances);
    }

    public void Pass() => _step.Run([_batch], _update++);

    /// <summary>Updates of the loop itself, and between one and the next a bare pass, an optimiser step and a copy: whatever else the machine does meets all four alike.</summary>
    /// <param name="repeat">Turns; medians count.</param>
    /// <param name="time">Seconds of an action.</param>
    public TrainTimes Break(int repeat, Func<Action, double> time)
    {
        var folder = Directory.CreateTempSubdirectory("hubert-asr-bench");
        try
        {
            var turns = new TrainTurns(repeat, time, TurnParts(out var trained));
            turns.Watch(Job(folder.FullName, repeat));
            return turns.Medians(trained);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose()
    {
        _step.Dispose();
        _loaded.Dispose();
    }

    /// <summary>The waveforms as headerless PCM with a manifest: the loop reads and decodes them as it does a corpus.</summary>
    private TrainingJob Job(string folder, int repeat)
    {
        var manifest = Path.Combine(folder, "manifest.csv");
        using (var writer = new ManifestWriter(manifest))
        {
            foreach (var utterance in _utterances)
            {
                var (name, text) = ($"{utterance.Id}.pcm", _tokenizer.DecodeLabels(utterance.Labels));
                File.WriteAllBytes(Path.Combine(folder, name), System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(Array.ConvertAll(utterance.Samples, sample => (short)(sample * short.MaxValue))).ToArray());
                var row = new Utterance { Id = utterance.Id, Audio = name, Samples = utterance.Samples.Length, Rate = AcousticModel.SampleRateHz, Text = text, Split = "train" };
                writer.Write(row);
                if (utterance == _utterances[0]) writer.Write(row with { Id = "dev", Split = "dev" });
            }
            writer.Commit();
        }
        return new TrainingJob
        {
            Objective = _objective,
            Preprocessor = _loaded.Preprocessor,
            TrainManifest = manifest,
            DevManifest = manifest,
            Folder = Path.Combine(folder, "train"),
            Train = _options with { MaxUpdates = repeat + 2, ValidateEveryUpdates = repeat + 2, LogEveryUpdates = 1 },
        };
    }

    private TrainTurnParts TurnParts(out long trained)
    {
        trained = _step.Parameters.Where(p => p.FirstUpdate != int.MaxValue).Sum(p => p.Parameter.numel());
        var (from, to) = (new float[trained], new float[trained]);
        // Pages that nobody wrote to are all one page of zeros, which is read from the cache.
        Array.Fill(from, 1f);
        Copy(from, to);
        return new TrainTurnParts(_step.Optimiser.DropGradients, Bare, () => _step.Optimiser.Step(1, 1), () => Copy(from, to));
    }

    private void Bare()
    {
        using var scope = torch.NewDisposeScope();
        var loss = _objective.Forward(_batch, _objective.Plan(_batch, new Random(_update)));
        (loss.Sum / _batch.Count).backward();
    }

    private static void Copy(float[] from, float[] to)
    {
        var threads = torch.get_num_threads();
        Parallel.For(0, threads, part =>
        {
            var (start, end) = ((int)((long)from.Length * part / threads), (int)((long)from.Length * (part + 1) / threads));
            from.AsSpan(start, end - start).CopyTo(to.AsSpan(start));
        });
    }
}
