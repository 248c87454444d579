using HubertAsr.Models;
using HubertAsr.Training;
using static TorchSharp.torch;

namespace HubertAsr.Tests.Training;

public sealed class TrainStepTests
{
    private const int Blank = 0;

    [Fact]
    public void Eight_utterances_are_learned_by_heart_from_random_weights()
    {
        using var model = Fresh();
        var batch = Batch.Pad(Synthetic.Utterances(8));
        using var step = Synthetic.Step(model, Fast with { MaxUpdates = 200 }, Synthetic.NoMasks);
        var errors = 0;
        for (var update = 0; update < 200; update++) step.Run([batch], update);
        errors = Errors(model, batch);
        Assert.InRange((double)errors / batch.Labels.Sum(labels => labels.Length), 0, 0.05);
    }

    [Fact]
    public void Gradients_reach_every_trained_parameter_and_no_frozen_one()
    {
        using var model = Fresh();
        var options = Fast with { FreezeConvEncoder = true, FreezeLowerLayers = 1 };
        using var step = Synthetic.Step(model, options, new AugmentOptions { MaskChannelLength = 8 });
        step.Run([Batch.Pad(Synthetic.Utterances(3))], 0);
        foreach (var (name, parameter, _, _, first) in step.Parameters)
        {
            using var gradient = parameter.grad;
            var reached = gradient is not null && gradient.abs().sum().item<float>() > 0;
            Assert.True(reached == (first == 0), $"{name}: trained from {first}, gradient {reached}");
        }
        Assert.All(step.Parameters, p => Assert.Equal(IsFrozen(p.Name), p.FirstUpdate != 0));

        static bool IsFrozen(string name) => name.Contains("feature_", StringComparison.Ordinal) || name.Contains("pos_conv", StringComparison.Ordinal)
            || name.Contains("layers.0.", StringComparison.Ordinal) || name.Contains("masked_spec", StringComparison.Ordinal);
    }

    [Fact]
    public void The_encoder_waits_for_its_update_and_the_head_does_not()
    {
        using var model = Fresh();
        using var step = Synthetic.Step(model, Fast with { FreezeEncoderUpdates = 2 }, Synthetic.NoMasks);
        var batch = Batch.Pad(Synthetic.Utterances(2));
        var (encoder, head) = (Norm("hubert.encoder.layers.1.feed_forward.output_dense.weight"), Norm("lm_head.weight"));
        step.Run([batch], 0);
        step.Run([batch], 1);
        Assert.Equal(encoder, Norm("hubert.encoder.layers.1.feed_forward.output_dense.weight"));
        Assert.NotEqual(head, Norm("lm_head.weight"));
        step.Run([batch], 2);
        Assert.NotEqual(encoder, Norm("hubert.encoder.layers.1.feed_forward.output_dense.weight"));

        double Norm(string name)
        {
            using var norm = step.Parameters.Single(p => p.Name == name).Parameter.norm();
            return norm.item<float>();
        }
    }

    [Theory]
    [InlineData(LossReduction.Mean)]
    [InlineData(LossReduction.Sentence)]
    [InlineData(LossReduction.Sum)]
    public void Accumulated_batches_have_the_gradient_of_the_big_one(LossReduction reduction)
    {
        var rows = Synthetic.Utterances(6, seconds: 1);
        var whole = Gradient([Batch.Pad(rows)], reduction);
        var parts = Gradient([Batch.Pad(rows[..2]), Batch.Pad(rows[2..3]), Batch.Pad(rows[3..])], reduction);
        Assert.Equal(whole.Loss, parts.Loss, whole.Loss * 1e-5);
        foreach (var (name, expected) in whole.Gradients)
            Assert.Equal(expected, parts.Gradients[name], (a, b) => Math.Abs(a - b) <= 1e-3 * Math.Max(Math.Abs(a), 1e-2));
    }

    [Fact]
    public void A_loss_that_is_no_number_names_the_utterance_and_changes_nothing()
    {
        using var model = Fresh();
        using var step = Synthetic.Step(model, Fast, Synthetic.NoMasks);
        var rows = Synthetic.Utterances(3);
        rows[1].Samples[100] = float.NaN;
        var before = Sum();
        var outcome = step.Run([Batch.Pad(rows)], 0);
        Assert.Contains("tone-1", outcome.NotFinite);
        Assert.Equal(before, Sum());

        double Sum() => step.Parameters.Sum(p => p.Parameter.abs().sum().item<float>());
    }

    [Fact]
    public void A_target_longer_than_its_frames_is_infinite_or_nothing()
    {
        var row = Synthetic.Utterances(1)[0] with { Labels = [.. Enumerable.Repeat(1, 100)] };
        using var model = Fresh();
        using var strict = Synthetic.Step(model, Fast with { ZeroInfinity = false }, Synthetic.NoMasks);
        using var lenient = Synthetic.Step(model, Fast, Synthetic.NoMasks);
        Assert.Equal(["tone-0"], strict.Run([Batch.Pad([row])], 0).NotFinite);
        Assert.Equal(0, lenient.Run([Batch.Pad([row])], 0).Loss);
    }

    private static TrainOptions Fast => new()
    {
        FreezeConvEncoder = false,
        LearningRate = 2e-3,
        Schedule = ScheduleShape.Constant,
        WarmupUpdates = 10,
        WeightDecay = 0,
    };

    private static HubertForCtc Fresh() => HubertForCtc.Fresh(Synthetic.Nano, seed: 1);

    private static int Errors(HubertForCtc model, Batch batch)
    {
        model.eval();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var logits = model.call(tensor(batch.Samples, [batch.Count, batch.Width]), new HubertPass { SampleCounts = batch.SampleCounts, HidePadding = true });
        var best = CtcLoss.Best(logits);
        var width = (int)logits.shape[1];
        return Enumerable.Range(0, batch.Count).Sum(row =>
        {
            var heard = CtcLoss.Collapse(best.AsSpan(row * width, model.Config.FrameCount(batch.SampleCounts[row])), Blank);
            return Synthetic.Distance(heard, batch.Labels[row]);
        });
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Gradient(Batch[] batches, LossReduction reduction)
    {
        using var model = Fresh();
        using var step = Synthetic.Step(model, Fast with { LossReduction = reduction }, Synthetic.NoMasks);
        var outcome = step.Run(batches, 0);
        return (outcome.Loss, step.Parameters.Where(p => p.Parameter.grad is not null).ToDictionary(p => p.Name, p => p.Parameter.grad!.contiguous().data<float>().ToArray()));
    }
}
