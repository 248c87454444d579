using HubertAsr.Models;
using HubertAsr.Training;
using static TorchSharp.torch;

namespace HubertAsr.Tests.Training;

/// <summary>Casts, loss scale and recomputation; all on the processor, where float16 overflows as it does on a GPU.</summary>
[Collection(nameof(OneTrainingAtATime))]
public sealed class PrecisionTests
{
    private static readonly TrainOptions _options = new()
    {
        FreezeConvEncoder = false,
        LearningRate = 1e-3,
        Schedule = ScheduleShape.Constant,
        WarmupUpdates = 0,
        LossScaleGrowthUpdates = 3,
        InitialLossScale = 1024,
    };

    [Theory]
    [InlineData(Precision.Bf16, 0.02)]
    [InlineData(Precision.Fp16, 0.005)]
    public void Short_types_give_nearly_the_loss_and_gradient_of_floats(Precision precision, double tolerance)
    {
        var exact = Run(_options);
        var cast = Run(_options with { Precision = precision });
        Assert.Equal(exact.Loss, cast.Loss, tolerance * exact.Loss);
        Assert.Equal(exact.Norm, cast.Norm, 5 * tolerance * exact.Norm);
        Assert.NotEqual(exact.Loss, cast.Loss);
    }

    [Theory]
    [InlineData("tiny-base")]  // group norm
    [InlineData("tiny-large")] // layer norm, normed first
    public void Products_are_cast_and_norms_are_not(string folder)
    {
        using var loaded = ModelFolder.Load(Repository.Fixture($"models/{folder}"));
        loaded.Model.ComputeIn(ScalarType.BFloat16);
        var types = new Dictionary<string, ScalarType>();
        using var logits = loaded.Model.call(zeros(1, 4000), new HubertPass { Observe = (stage, values) => types[stage] = values.dtype });
        Assert.Equal(ScalarType.BFloat16, logits.dtype);
        Assert.All(types.Where(item => item.Key is "projected" or "last_hidden_state" || item.Key.StartsWith("hidden", StringComparison.Ordinal)), item => Assert.Equal(ScalarType.Float32, item.Value));
        Assert.All(loaded.Model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
    }

    [Fact]
    public void An_overflow_halves_the_scale_skips_the_update_and_growth_comes_back()
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano, seed: 1);
        using var step = Synthetic.Step(model, _options with { Precision = Precision.Fp16, InitialLossScale = 1e12 }, Synthetic.NoMasks);
        Batch[] batches = [Batch.Pad(Synthetic.Utterances(2))];
        var (before, update) = (Sum(step), 0);
        for (; step.Run(batches, update).IsSkipped; update++)
        {
            Assert.Equal(new LossScaleState(1e12 / Math.Pow(2, update + 1), 0), step.LossScale);
            Assert.Equal(before, Sum(step));
            Assert.All(step.Optimiser.Ages, age => Assert.Equal(0, age));
        }
        Assert.InRange(update, 5, 40);
        Assert.NotEqual(before, Sum(step));
        var held = step.LossScale!.Scale;
        step.LossScale = new LossScaleState(held / 16, 0);
        for (var i = 0; i < 3; i++) Assert.False(step.Run(batches, ++update).IsSkipped);
        Assert.Equal(new LossScaleState(held / 8, 0), step.LossScale);
    }

    [Fact]
    public void The_scale_leaves_the_updates_as_they_are()
    {
        var options = _options with { Precision = Precision.Fp16 };
        Assert.Equal(Run(options).Norm, Run(options with { InitialLossScale = 256 }).Norm, 1e-3);
    }

    [Fact]
    public void A_run_under_a_loss_scale_is_resumed_exactly()
    {
        using var corpus = new SyntheticCorpus();
        // The first updates overflow, so the checkpoint holds a scale that is not the first.
        var options = _options with { Precision = Precision.Fp16, InitialLossScale = 1e6, MaxUpdates = 24, MaxBatchSeconds = 2.5, MaxSeconds = 2.5, MinSeconds = 0.1, LogEveryUpdates = 1, ValidateEveryUpdates = 8, LoaderThreads = 1 };
        var (whole, expected) = Train("whole", stopAfter: -1, resume: false);
        Assert.Throws<OperationCanceledException>(() => Train("stopped", stopAfter: 13, resume: false));
        var (_, after) = Train("stopped", stopAfter: -1, resume: true);
        Assert.Equal(expected[13..], after);
        Assert.Contains(expected, row => row.Skipped == 1);
        Assert.Contains(expected, row => row.Skipped == 0);
        Assert.Equal(Weights("whole"), Weights("stopped"));

        (TrainingResult Result, List<(double Loss, double Scale, double Skipped)> Rows) Train(string folder, int stopAfter, bool resume)
        {
            using var stop = new CancellationTokenSource();
            var rows = new List<(double, double, double)>();
            var job = corpus.Job(options, folder) with { Resume = resume };
            using var model = job.Objective.Model;
            var result = new Trainer(job, new Observer(report =>
            {
                rows.Add((report.Loss, report.Figures["loss_scale"], report.Figures["skipped_updates"]));
                if (report.Update == stopAfter) stop.Cancel();
            })).Run(stop.Token);
            return (result, rows);
        }

        byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(corpus.Root, folder, "checkpoints", "last", "model.safetensors"));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    public void Recomputed_layers_have_the_gradients_of_kept_ones(int frozenLayers, bool normFirst)
    {
        var config = Synthetic.Nano with { NumHiddenLayers = 4, DoStableLayerNorm = normFirst, HiddenDropout = 0.2, AttentionDropout = 0.2, ActivationDropout = 0.2, FinalDropout = 0.2, Layerdrop = 0.3 };
        var (kept, recomputed) = (Gradients(config, frozenLayers, recompute: false), Gradients(config, frozenLayers, recompute: true));
        Assert.Equal(kept.Keys.Order(), recomputed.Keys.Order());
        Assert.All(kept, item => Assert.Equal(item.Value, recomputed[item.Key], (a, b) => Math.Abs(a - b) <= 1e-6 + 1e-4 * Math.Abs(a)));
        Assert.Contains(kept, item => item.Key.Contains("layers.1.", StringComparison.Ordinal) && item.Value.Any(value => value != 0));
    }

    [Fact]
    public void Recomputing_leaves_no_tensor_behind()
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano with { HiddenDropout = 0.1 }, seed: 1);
        using var step = Synthetic.Step(model, _options with { RecomputeLayers = true }, Synthetic.NoMasks);
        Batch[] batches = [Batch.Pad(Synthetic.Utterances(2))];
        step.Run(batches, 0);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var update = 1; update < 5; update++) step.Run(batches, update);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    /// <summary>The step as it is, but with dropout drawn layer by layer when nothing is recomputed too.</summary>
    private static Dictionary<string, float[]> Gradients(HubertConfig config, int frozenLayers, bool recompute)
    {
        using var scope = NewDisposeScope();
        using var model = HubertForCtc.Fresh(config, seed: 1);
        var options = _options with { FreezeLowerLayers = frozenLayers };
        var objective = new CtcObjective(model, new PreprocessorConfig { ReturnAttentionMask = true }, Synthetic.Tokenizer(config.VocabSize), options, Synthetic.NoMasks);
        using var step = new TrainStep(objective, options);
        foreach (var item in step.Parameters) item.Parameter.requires_grad = item.FirstUpdate == 0;
        var batch = Batch.Pad(Synthetic.Utterances(3));
        model.train();
        random.manual_seed(7).Dispose();
        using var tape = new LayerTape();
        var plan = objective.Plan(batch, new Random(7));
        var loss = objective.Forward(batch, plan with { Pass = plan.Pass with { DropoutSeed = 7, Tape = recompute ? tape : null } });
        loss.Sum.backward(retain_graph: recompute);
        if (recompute) tape.Backward();
        return step.Parameters.Where(p => p.Parameter.grad is not null).ToDictionary(p => p.Name, p => p.Parameter.grad!.contiguous().data<float>().ToArray());
    }

    private static (double Loss, double Norm) Run(TrainOptions options)
    {
        using var model = HubertForCtc.Fresh(Synthetic.Nano, seed: 1);
        using var step = Synthetic.Step(model, options, Synthetic.NoMasks);
        var outcome = step.Run([Batch.Pad(Synthetic.Utterances(3))], 0);
        return (outcome.Loss, outcome.GradientNorm);
    }

    private static double Sum(TrainStep step)
    {
        using var scope = NewDisposeScope();
        return step.Parameters.Sum(p => p.Parameter.abs().sum().item<float>());
    }

    private sealed class Observer(Action<StepReport> see) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value)
        {
            if (value is StepReport report) see(report);
        }
    }
}
