using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Tests.Training;
using HubertAsr.Training;
using HubertAsr.Training.Pretraining;
using static TorchSharp.torch;

namespace HubertAsr.Tests.Pretraining;

/// <summary>The objective of pre-training: against HuBERT's own numbers, and on a corpus of tones.</summary>
public sealed class MaskedPredictionTests
{
    [Fact]
    public void Loss_accuracy_and_gradient_are_those_of_the_reference()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Golden("pretraining.json")));
        using var file = SafetensorsReader.Open(Repository.Golden("pretraining.safetensors"));
        using var scope = NewDisposeScope();
        double Expected(string name) => golden.RootElement.GetProperty(name).GetDouble();
        Tensor Stored(string name) => tensor(file.ReadFloats(name), file.Tensors[name].Shape);

        var codes = Stored("label_embeddings");
        var head = new MaskedPredictionHead(64, ((int)codes.shape[0], (int)codes.shape[1]), Expected("temperature"), seed: 1);
        using (no_grad())
        {
            var parameters = head.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
            parameters["final_proj.weight"].copy_(Stored("projection_weight"));
            parameters["final_proj.bias"].copy_(Stored("projection_bias"));
            parameters["label_embs_concat"].copy_(codes);
        }

        var labels = Integers(file, "labels");
        var mask = Integers(file, "mask");
        var hidden = Stored("hidden").requires_grad_();
        MaskedPrediction Of(bool isMasked)
        {
            long[] rows = [.. Enumerable.Range(0, labels.Length).Where(frame => mask[frame] != 0 == isMasked).Select(frame => (long)frame)];
            return MaskedPrediction.Of(head, hidden.index_select(0, tensor(rows)), [.. rows.Select(row => labels[row])]);
        }

        var (masked, seen) = (Of(isMasked: true), Of(isMasked: false));
        Close(Expected("masked_loss_sum"), masked.Loss.sum().item<float>());
        Close(Expected("unmasked_loss_sum"), seen.Loss.sum().item<float>());
        Close(Expected("masked_accuracy"), masked.Correct / (double)masked.Loss.shape[0]);
        Close(Expected("unmasked_accuracy"), seen.Correct / (double)seen.Loss.shape[0]);
        var penalty = Stored("conv_features").square().mean();
        Close(Expected("feature_penalty"), penalty.item<float>());
        var total = masked.Loss.sum() + 10 * penalty * masked.Loss.shape[0];
        Close(Expected("total"), total.item<float>());
        total.backward();
        var (found, expected) = (hidden.grad!.data<float>().ToArray(), file.ReadFloats("grad_hidden"));
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(Math.Abs(found[i] - expected[i]), 0, 1e-5 * scale);
    }

    [Theory]
    [InlineData(0.8, 0.574)]
    [InlineData(0.65, 0.49)]
    [InlineData(0.5, 0.40)]
    public void The_realised_share_of_masks_is_what_overlapping_spans_leave(double probability, double share)
    {
        var mask = new PretrainingMask(probability, 10, 2);
        var hidden = Enumerable.Range(0, 200).Sum(seed => mask.Draw([1500], 1500, new Random(seed)).LongCount(isHidden => isHidden));
        Assert.InRange(hidden / (200.0 * 1500), share - 0.02, share + 0.02);
    }

    [Fact]
    public void Every_row_hides_equally_many_frames_and_none_of_its_padding()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var hidden = new PretrainingMask(0.8, 10, 2).Draw([120, 90, 101], 120, new Random(seed));
            var counts = Enumerable.Range(0, 3).Select(row => hidden.AsSpan(row * 120, 120).Count(true)).ToArray();
            Assert.Single(counts.Distinct());
            Assert.DoesNotContain(true, hidden.AsSpan(120 + 90, 30).ToArray());
        }
    }

    [Fact]
    public void A_row_shorter_than_a_span_keeps_a_frame_to_predict_from()
    {
        foreach (var length in new[] { 2, 4, 8, 11 })
            for (var seed = 0; seed < 50; seed++) Assert.InRange(new PretrainingMask(0.8, 10, 2).Draw([length], length, new Random(seed)).Count(hidden => hidden), 1, length - 1);
        Assert.DoesNotContain(true, new PretrainingMask(0.8, 10, 2).Draw([1], 1, new Random(1)));
    }

    [Fact]
    public void A_crop_keeps_audio_and_labels_together()
    {
        using var set = new LabelledTones();
        using var objective = set.Objective(new PretrainOptions { MaxCropSeconds = 0.2 });
        var samples = Enumerable.Range(0, 16_000).Select(i => (float)i).ToArray();
        var labels = Enumerable.Range(0, 98).ToArray(); // one a 160 samples
        var starts = new HashSet<int>();
        for (var seed = 0; seed < 200; seed++)
        {
            var plain = new LabelledWaveform("u", samples, labels);
            var heard = objective.Value.Present(plain, plain, new Random(seed));
            Assert.Equal(3200, heard.Samples.Length);
            Assert.Equal(heard.Samples[0] / 160, heard.Labels[0]);
            starts.Add((int)heard.Samples[0]);
        }

        Assert.Contains(0, starts);
        Assert.Contains(16_000 - 3200, starts);
        Assert.All(starts, start => Assert.Equal(0, start % 320));
    }

    [Fact]
    public void A_long_development_recording_is_cut_to_the_same_window_every_time()
    {
        using var set = new LabelledTones();
        using var objective = set.Objective(new PretrainOptions { MaxCropSeconds = 0.2 });
        using var data = new TrainingData(set.Job(objective, new TrainOptions(), "crop"));
        var (first, again) = (data.OpenDev().Batches.ToList(), data.OpenDev().Batches.ToList());
        Assert.NotEmpty(first);
        Assert.All(first, batch => Assert.Equal(3200, batch.Width));
        Assert.Equal(first.Select(batch => batch.Samples), again.Select(batch => batch.Samples));
    }

    [Fact]
    public void The_gradient_scale_of_the_front_end_holds_for_the_feature_penalty_too()
    {
        using var set = new LabelledTones();
        var (whole, tenth) = (FrontEndGradient(set, 1), FrontEndGradient(set, 0.1));
        var largest = whole.Max(Math.Abs);
        Assert.InRange(largest, 1e-3, float.MaxValue);
        for (var i = 0; i < whole.Length; i++) Assert.Equal(0.1 * whole[i], tenth[i], 1e-5 * largest);
    }

    [Fact]
    public void The_feature_penalty_is_a_mean_over_frames_that_hold_sound_not_padding()
    {
        using var set = new LabelledTones();
        using var objective = set.Objective(new PretrainOptions());
        var rows = new[] { Row(8000, 1), Row(4000, 2) };
        double Penalty(params LabelledWaveform[] rows)
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            objective.Model.eval();
            var batch = Batch.Pad(rows, normalize: false);
            return objective.Value.Forward(batch, objective.Value.Plan(batch, new Random(1))).Figures.Means()["feature_penalty"];
        }

        var (longer, shorter) = (objective.Value.Config.FrameCount(8000), objective.Value.Config.FrameCount(4000));
        // Layer norm in the front end: what a frame holds does not depend on the padding.
        Assert.Equal((longer * Penalty(rows[0]) + shorter * Penalty(rows[1])) / (longer + shorter), Penalty(rows), 1e-4);

        static LabelledWaveform Row(int length, int seed)
        {
            var random = new Random(seed);
            return new LabelledWaveform($"u{seed}", [.. Enumerable.Range(0, length).Select(_ => (float)random.NextDouble() - 0.5f)], new int[length / 160]);
        }
    }

    [Fact]
    public void Whatever_changes_the_length_of_labelled_audio_is_refused()
    {
        Assert.Contains("augment.speed_factors", Assert.Throws<ArgumentException>(() => MaskedPredictionObjective.CheckLengthsStay(new AugmentOptions { SpeedFactors = [0.9, 1] }, new TrainOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("augment.join_prob", Assert.Throws<ArgumentException>(() => MaskedPredictionObjective.CheckLengthsStay(new AugmentOptions { JoinProb = 0.1 }, new TrainOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("train.trim_silence", Assert.Throws<ArgumentException>(() => MaskedPredictionObjective.CheckLengthsStay(new AugmentOptions(), new TrainOptions { TrimSilence = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_end_more_than_a_frame_early_are_named_with_the_arithmetic()
    {
        using var set = new LabelledTones();
        using var objective = set.Objective(new PretrainOptions());
        Assert.Null(objective.Value.ObstacleTo(50, new int[98]));
        var obstacle = objective.Value.ObstacleTo(52, new int[98]);
        Assert.Equal("labels", obstacle!.Reason);
        Assert.Contains("98 labels at 100 Hz = 49 frames, 52 there", obstacle.Arithmetic);
    }

    [Fact]
    public void The_clusters_of_hidden_tones_are_learned_from_what_is_left()
    {
        using var set = new LabelledTones();
        var result = set.Train(new TrainOptions { MaxUpdates = 150, ValidateEveryUpdates = 150, LearningRate = 3e-3 }, "learn");
        Assert.Null(result.Stopped);
        Assert.InRange(result.Best!.Figures["dev_masked_accuracy"], 3 * set.TopShare / 2, 1);
        using var again = set.Objective(new PretrainOptions());
        again.Value.Restore(result.BestFolder);
        using var read = ModelFolder.Load(result.BestFolder); // an encoder that Hugging Face's HubertModel reads: no prefix, no head
        Assert.True(read.HeadIsNew);
        var names = SafetensorsReader.Open(Path.Combine(result.BestFolder, ModelFolder.WeightsFile));
        using (names) Assert.All(names.Names, name => Assert.False(name.StartsWith("hubert.", StringComparison.Ordinal) || name.Contains("final_proj", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_resumed_pre_training_goes_on_bit_for_bit()
    {
        using var set = new LabelledTones();
        TrainOptions Options(int updates) => new() { MaxUpdates = updates, ValidateEveryUpdates = 3, LogEveryUpdates = 1, WarmupUpdates = 1, HoldUpdates = 1, DecayUpdates = 10 };
        set.Train(Options(6), "whole");
        set.Train(Options(3), "parts");
        set.Train(Options(6), "parts", resume: true);
        string[] Losses(string folder) => [.. File.ReadLines(Path.Combine(set.Corpus.Root, folder, "metrics.csv")).Select(line => string.Join(',', line.Split(',')[..4]))];
        Assert.Equal(Losses("whole"), Losses("parts"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(set.Corpus.Root, "whole/checkpoints/last/model.safetensors")), File.ReadAllBytes(Path.Combine(set.Corpus.Root, "parts/checkpoints/last/model.safetensors")));
    }

    private static float[] FrontEndGradient(LabelledTones set, double scale)
    {
        using var scope = NewDisposeScope();
        using var objective = set.Objective(new PretrainOptions { MaskLength = 4, ConvGradientScale = scale });
        using var data = new TrainingData(set.Job(objective, new TrainOptions(), "gradient"));
        objective.Model.train();
        random.manual_seed(1).Dispose();
        var batch = data.OpenDev().Batches.First();
        objective.Value.Forward(batch, objective.Value.Plan(batch, new Random(1))).Sum.backward();
        return [.. objective.Model.named_parameters().Where(pair => pair.name.Contains("feature_extractor", StringComparison.Ordinal)).SelectMany(pair => pair.parameter.grad!.data<float>().ToArray())];
    }

    private static long[] Integers(SafetensorsReader file, string name)
    {
        var tensor = file.Tensors[name];
        var bytes = file.ReadBytes(name);
        var size = bytes.Length / (int)tensor.Shape[0];
        return [.. Enumerable.Range(0, (int)tensor.Shape[0]).Select(i => size switch
        {
            1 => bytes[i],
            4 => BitConverter.ToInt32(bytes, 4 * i),
            _ => BitConverter.ToInt64(bytes, 8 * i),
        })];
    }

    private static void Close(double expected, double found) => Assert.InRange(Math.Abs(found - expected), 0, 1e-5 * Math.Max(1e-3, Math.Abs(expected)));
}

/// <summary>A corpus of tones with the clusters of its cepstra.</summary>
internal sealed class LabelledTones : IDisposable
{
    private readonly FrameLabels _labels;

    public LabelledTones()
    {
        using var mfcc = new MfccFeatures();
        string Folder(string name) => Path.Combine(Corpus.Root, name);
        new FeatureExtraction(mfcc, 1, 1).Run(Corpus.Manifest, Folder("features"));
        using var sample = FrameSample.Open(Folder("features"));
        var codebook = new MiniBatchKMeans(new KMeansOptions { Clusters = 10, BatchFrames = 500, Initializations = 2 }).Fit(sample).Codebook;
        var summary = new FrameLabeling(mfcc, codebook).Run(Corpus.Manifest, Folder("labels"));
        TopShare = summary.Counts.Max() / (double)summary.Frames;
        _labels = FrameLabels.Open(Folder("labels"));
    }

    public SyntheticCorpus Corpus { get; } = new(train: 12);

    /// <summary>What always saying the commonest cluster would get right.</summary>
    public double TopShare { get; }

    public Owned Objective(PretrainOptions options)
    {
        var model = new HubertForPretraining(HubertForCtc.Fresh(Synthetic.Nano, seed: 1), new MaskedPredictionHead(Synthetic.Nano.HiddenSize, (_labels.ClusterCount, 32), 0.1, seed: 2));
        return new Owned(model, new MaskedPredictionObjective(model, new PreprocessorConfig { ReturnAttentionMask = true }, _labels, options, new AugmentOptions(), new TrainOptions { Seed = 1 }));
    }

    public TrainingResult Train(TrainOptions options, string folder, bool resume = false)
    {
        using var objective = Objective(new PretrainOptions { MaskLength = 4, ConvGradientScale = 1 });
        return new Trainer(Job(objective, options, folder) with { Resume = resume }).Run();
    }

    public TrainingJob Job(Owned objective, TrainOptions options, string folder) => new()
    {
        Objective = objective.Value,
        Preprocessor = new PreprocessorConfig { ReturnAttentionMask = true },
        TrainManifest = Corpus.Manifest,
        DevManifest = Corpus.Manifest,
        Folder = Path.Combine(Corpus.Root, folder),
        Train = options with { FreezeConvEncoder = false, MaxBatchSeconds = 20 },
    };

    public void Dispose()
    {
        _labels.Dispose();
        Corpus.Dispose();
    }

    public sealed record Owned(HubertForPretraining Model, MaskedPredictionObjective Value) : IDisposable
    {
        public void Dispose() => Model.Dispose();
    }
}
