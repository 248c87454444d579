using HubertAsr.Corpora;
using HubertAsr.Models;
using HubertAsr.Training;
using TorchSharp;

namespace HubertAsr.Tests.Training;

/// <summary>Dropout draws from libtorch's one generator: two trainings at a time in one process would change each other's losses.</summary>
[CollectionDefinition(nameof(OneTrainingAtATime), DisableParallelization = true)]
public sealed class OneTrainingAtATime;

[Collection(nameof(OneTrainingAtATime))]
public sealed class TrainerTests : IDisposable
{
    private readonly SyntheticCorpus _corpus = new();

    private static TrainOptions Short => new()
    {
        MaxUpdates = 8,
        MaxBatchSeconds = 2.5,
        MaxSeconds = 2.5,
        MinSeconds = 0.1,
        LearningRate = 1e-3,
        FreezeConvEncoder = false,
        LogEveryUpdates = 1,
        ValidateEveryUpdates = 4,
        LoaderThreads = 1,
    };

    public void Dispose() => _corpus.Dispose();

    [Fact]
    public void A_run_leaves_a_best_and_a_last_model_folder_and_its_metrics()
    {
        var (result, events) = Train(Short);
        Assert.Null(result.Stopped);
        Assert.Equal(8, result.Updates);
        Assert.Equal([4, 8], result.History.Select(report => report.Update));
        Assert.Equal(result.History.Min(report => report.Cer), result.Best!.Cer);
        using var best = ModelFolder.Load(result.BestFolder);
        Assert.False(best.HeadIsNew);
        Assert.True(File.Exists(Path.Combine(result.BestFolder, "vocab.json")));
        var rows = File.ReadAllLines(Path.Combine(_corpus.Root, "train", "metrics.csv"));
        Assert.Equal(["update", "1", "2", "3", "4", "4", "5", "6", "7", "8", "8"], rows.Select(row => row.Split(',')[0]));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_corpus.Root, "train", "tensorboard")));
        Assert.All(new[] { "loss.png", "cer.png" }, name => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(Path.Combine(_corpus.Root, "train", name))[..4]));
        var plan = events.OfType<TrainingPlan>().Single();
        Assert.Equal((8, 3), (plan.Train.Kept, plan.Dev.Kept));
    }

    [Theory]
    [InlineData(2)] // before any checkpoint of its own
    [InlineData(4)] // right behind one
    [InlineData(7)]
    public void A_stopped_run_that_is_resumed_gives_the_losses_of_one_never_stopped(int stopAfter)
    {
        var (whole, expected) = Train(Short, "whole");
        var source = new CancellationTokenSource();
        var before = new List<TrainingEvent>();
        Assert.Throws<OperationCanceledException>(() => Train(Short, "stopped", before, source, stopAfter));
        var (result, after) = Train(Short, "stopped", resume: true);
        Assert.Equal(Losses(expected), [.. Losses(before), .. Losses(after)]);
        Assert.Equal(whole.History.Select(report => report.Loss), result.History.Select(report => report.Loss));
        Assert.Equal(MetricsWithoutSpeed("whole"), MetricsWithoutSpeed("stopped"));
        Assert.Equal(Weights("whole"), Weights("stopped"));
    }

    [Fact]
    public void A_run_with_a_moving_average_is_resumed_exactly_too()
    {
        var options = Short with { EmaDecay = 0.9, AccumulateBatches = 2, MaxUpdates = 4, ValidateEveryUpdates = 2 };
        var (whole, _) = Train(options, "whole");
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(options, "stopped", null, source, stopAfter: 3));
        var (resumed, _) = Train(options, "stopped", resume: true);
        Assert.Equal(whole.History.Select(report => report.Loss), resumed.History.Select(report => report.Loss));
        Assert.Equal(Weights("whole"), Weights("stopped"));
    }

    [Fact]
    public void The_best_few_checkpoints_are_kept_and_no_more()
    {
        var (result, _) = Train(Short with { MaxUpdates = 4, ValidateEveryUpdates = 1, KeepBest = 2 });
        var expected = result.History.OrderBy(report => report.Cer).Take(2).Select(report => $"step-{report.Update:00000000}").Order();
        var root = Path.GetDirectoryName(result.BestFolder)!;
        Assert.Equal(expected, Directory.GetDirectories(root, "step-*").Select(folder => Path.GetFileName(folder)).Order());
    }

    [Fact]
    public void The_index_of_a_manifest_is_announced_and_built_once()
    {
        var (_, first) = Train(Short with { MaxUpdates = 1 }, "train");
        Assert.Equal(["train", "dev"], first.OfType<IndexBegun>().Select(index => index.Split));
        Assert.Equal(["dev.json", "dev.left_out.csv", "dev.rows", "train.json", "train.left_out.csv", "train.rows"], Directory.GetFiles(Path.Combine(_corpus.Root, "train", "index")).Select(path => Path.GetFileName(path)).Order());
        var (_, second) = Train(Short with { MaxUpdates = 2 }, "train", resume: true);
        Assert.Empty(second.OfType<IndexBegun>());
        AddRow(Row("new", "train") with { Text = "가" });
        var (_, third) = Train(Short with { MaxUpdates = 3 }, "train", resume: true);
        Assert.Equal(9, third.OfType<TrainingPlan>().Single().Train.Kept);
    }

    [Fact]
    public void An_index_that_broke_off_is_not_taken_for_the_one_before_it()
    {
        Train(Short with { MaxUpdates = 1 }, "train");
        var manifest = File.ReadAllBytes(_corpus.Manifest);
        var time = File.GetLastWriteTimeUtc(_corpus.Manifest);
        AddRow(Row("new", "train") with { Text = "가" });
        File.AppendAllText(_corpus.Manifest, "a row that ends earl");
        Assert.Throws<InvalidDataException>(() => Train(Short with { MaxUpdates = 2 }, "train", resume: true));
        File.WriteAllBytes(_corpus.Manifest, manifest);
        File.SetLastWriteTimeUtc(_corpus.Manifest, time);
        var (_, events) = Train(Short with { MaxUpdates = 2 }, "train", resume: true);
        Assert.Equal(8, events.OfType<TrainingPlan>().Single().Train.Kept);
    }

    [Fact]
    public void A_run_killed_between_checkpoints_does_the_lost_updates_again()
    {
        var (_, expected) = Train(Short, "whole");
        var job = _corpus.Job(Short, "killed");
        using (job.Objective.Model)
        {
            var killed = new Trainer(job, new Observer(happened =>
            {
                if (happened is StepReport { Update: 6 }) throw new KilledException();
            }));
            Assert.Throws<KilledException>(() => killed.Run());
        }
        var (_, after) = Train(Short, "killed", resume: true);
        Assert.Equal(Losses(expected)[4..], Losses(after));
        Assert.Equal(MetricsWithoutSpeed("whole"), MetricsWithoutSpeed("killed"));
    }

    [Fact]
    public void A_second_run_in_one_folder_must_be_asked_for()
    {
        Train(Short);
        var error = Assert.Throws<ArgumentException>(() => Train(Short));
        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Utterances_that_cannot_be_aligned_are_counted_before_the_first_update()
    {
        AddRow(Row("too-much", "train") with { Text = string.Concat(Enumerable.Repeat("가나다라마바사아", 10)) });
        var (_, events) = Train(Short with { MaxUpdates = 1 });
        var count = events.OfType<TrainingPlan>().Single().Train;
        Assert.Equal(1, count.LeftOut["infeasible"]);
        Assert.Matches(@"^too-much: \d+ labels \+ 0 repeats = \d+ frames needed, \d+ there$", count.Infeasible.Single());
        Assert.Matches(@"^too-much,infeasible,.\d+ labels", File.ReadAllLines(count.List)[1]);
    }

    [Fact]
    public void Without_development_data_there_is_no_run()
    {
        var manifest = Path.Combine(_corpus.Root, "train-only.csv");
        using (var writer = new ManifestWriter(manifest))
        {
            foreach (var row in Manifest.Read(_corpus.Manifest).Where(row => row.Split == "train")) writer.Write(row);
            writer.Commit();
        }
        var job = _corpus.Job(Short) with { DevManifest = manifest };
        using var model = job.Objective.Model;
        var error = Assert.Throws<InvalidDataException>(() => new Trainer(job).Run());
        Assert.Contains("no row with split 'dev' to use (there is none). Carve a development set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Audio_that_is_gone_is_named()
    {
        File.Delete(Path.Combine(_corpus.Root, "utterance-3.wav"));
        var error = Assert.ThrowsAny<IOException>(() => Train(Short));
        Assert.Contains("utterance-3.wav", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_of_another_size_than_the_head_is_refused()
    {
        using var other = HubertForCtc.Fresh(Synthetic.Nano, seed: 1);
        var error = Assert.Throws<InvalidDataException>(() => new CtcObjective(other, new PreprocessorConfig(), SyntheticCorpus.Tokenizer, Short, Synthetic.NoMasks));
        Assert.Contains("has 7 outputs; the vocabulary has 70 tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transcript_that_the_vocabulary_does_not_know_is_refused()
    {
        foreach (var number in Enumerable.Range(0, 5)) AddRow(Row($"latin-{number}", "train") with { Text = "QWERTYUIOP" });
        var error = Assert.Throws<InvalidDataException>(() => Train(Short));
        Assert.Contains("labels are not in the vocabulary (first in latin-0)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("learning_rate")]
    [InlineData("max_seconds")]
    public void Options_out_of_range_are_refused(string option)
    {
        var options = option == "learning_rate" ? Short with { LearningRate = 3 } : Short with { MinSeconds = 5 };
        Assert.Throws<ArgumentException>(() => Train(options));
    }

    [Fact]
    public void No_tensor_is_left_behind_by_a_run()
    {
        var job = _corpus.Job(Short, "first");
        using var model = job.Objective.Model;
        new Trainer(job).Run();
        model.zero_grad(set_to_none: true);
        var before = Live();
        new Trainer(job with { Folder = Path.Combine(_corpus.Root, "second") }).Run();
        model.zero_grad(set_to_none: true);
        Assert.Equal(before, Live());

        static long Live() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }

    private (TrainingResult Result, List<TrainingEvent> Events) Train(
        TrainOptions options, string folder = "train", List<TrainingEvent>? events = null, CancellationTokenSource? source = null, int stopAfter = -1, bool resume = false)
    {
        events ??= [];
        var job = _corpus.Job(options, folder) with { Resume = resume };
        using var model = job.Objective.Model;
        var observer = new Observer(happened =>
        {
            events.Add(happened);
            if (happened is StepReport report && report.Update == stopAfter) source?.Cancel();
        });
        return (new Trainer(job, observer).Run(source?.Token ?? default), events);
    }

    private static List<double> Losses(IEnumerable<TrainingEvent> events) => [.. events.OfType<StepReport>().Select(report => report.Loss)];

    private IEnumerable<string> MetricsWithoutSpeed(string folder)
        => File.ReadAllLines(Path.Combine(_corpus.Root, folder, "metrics.csv")).Select(row => string.Join(',', row.Split(',').Where((_, column) => column != 4)));

    private byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(_corpus.Root, folder, "checkpoints", "last", "model.safetensors"));

    private static Utterance Row(string id, string split)
        => new() { Id = id, Audio = "utterance-0.wav", Samples = 6_000, Rate = 16_000, Split = split };

    private void AddRow(Utterance row)
    {
        var rows = Manifest.Read(_corpus.Manifest).ToList();
        using var writer = new ManifestWriter(_corpus.Manifest);
        foreach (var item in rows.Append(row)) writer.Write(item);
        writer.Commit();
    }

    private sealed class Observer(Action<TrainingEvent> see) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value) => see(value);
    }

    private sealed class KilledException : Exception;
}
