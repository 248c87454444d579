using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Tests;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HubertAsr.Torch.Tests.Models;

/// <summary>Losses, gradients and eight AdamW updates of transformers, computed here with nothing but the model and torch.</summary>
public sealed class ReferenceTrainingTests
{
    public static TheoryData<string> Models => ["tiny-base", "tiny-large"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Losses_are_those_of_the_reference(string name)
    {
        using var example = new Example(name);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var reference = example.Reference.GetProperty("losses");

        foreach (var zeroInfinity in new[] { false, true })
        {
            var setting = $"zero_infinity={(zeroInfinity ? "True" : "False")}";
            Assert.Equal(reference.GetProperty($"sum.{setting}").GetDouble(), example.Loss(nn.Reduction.Sum, zeroInfinity).item<float>(), 1e-2);
            Assert.Equal(reference.GetProperty($"mean.{setting}").GetDouble(), example.Loss(nn.Reduction.Mean, zeroInfinity).item<float>(), 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_gradient_of_every_trained_parameter_is_that_of_the_reference(string name)
    {
        using var example = new Example(name);
        using var scope = NewDisposeScope();
        example.Loss(nn.Reduction.Mean, zeroInfinity: true).backward();

        var norms = example.Reference.GetProperty("grad_norms");
        Assert.Equal(norms.EnumerateObject().Count(), example.Trained.Count);
        foreach (var norm in norms.EnumerateObject())
            Assert.Equal(norm.Value.GetDouble(), example.Trained[ParameterNames.FromStored(norm.Name)].grad!.norm().item<float>(), 1e-3);
        foreach (var whole in example.Tensors.Names.Where(key => key.StartsWith("grad.", StringComparison.Ordinal)))
            Assert.Equal(example.Tensors.ReadFloats(whole), example.Trained[whole["grad.".Length..]].grad!.data<float>().ToArray(), new Close(1e-3f));
    }

    [Theory]
    [InlineData("tiny-base", "no_clip", 0)]
    [InlineData("tiny-base", "clip_1.0", 1)]
    [InlineData("tiny-large", "no_clip", 0)]
    [InlineData("tiny-large", "clip_1.0", 1)]
    public void Eight_updates_have_the_losses_gradient_norms_and_weights_of_the_reference(string name, string run, double clip)
    {
        using var example = new Example(name);
        var reference = example.Reference.GetProperty($"adamw.{run}");
        using var optimizer = optim.AdamW(example.Trained.Values, lr: 1e-3, beta1: 0.9, beta2: 0.98, eps: 1e-8, weight_decay: 0.01);

        for (var step = 0; step < 8; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = example.Loss(nn.Reduction.Mean, zeroInfinity: true);
            loss.backward();
            var norm = nn.utils.clip_grad_norm_(example.Trained.Values, clip > 0 ? clip : double.PositiveInfinity);
            optimizer.step();

            var tolerance = step == 0 ? 1e-5 : 1e-3;
            Near(reference.GetProperty("losses")[step].GetDouble(), loss.item<float>(), tolerance, $"loss of update {step + 1}");
            Near(reference.GetProperty("grad_norm")[step].GetDouble(), norm, 20 * tolerance, $"gradient norm of update {step + 1}");
        }
        // A bias of the keys shifts every score of a query alike: its true gradient is 0, and AdamW steps along the sign of rounding errors.
        foreach (var sum in reference.GetProperty("sum_abs").EnumerateObject().Where(sum => !sum.Name.EndsWith("k_proj.bias", StringComparison.Ordinal)))
            Near(sum.Value.GetDouble(), example.All[ParameterNames.FromStored(sum.Name)].abs().sum().item<float>(), 1e-3, sum.Name);
    }

    private static void Near(double expected, double actual, double relative, string what) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Abs(expected) + 1e-6, $"{what}: {actual} instead of {expected}");

    /// <summary>The padded batch of three utterances, with dropout off and the convolutional front end frozen, as the reference had it.</summary>
    private sealed class Example : IDisposable
    {
        private readonly JsonDocument _json;
        private readonly LoadedModel _loaded;
        private readonly Tensor _waveforms;
        private readonly Tensor _targets;
        private readonly Tensor _frameCounts;
        private readonly Tensor _labelCounts;
        private readonly HubertPass _pass;

        public Example(string name)
        {
            _json = JsonDocument.Parse(File.ReadAllText(Repository.Golden($"training/{name}.json")));
            Tensors = SafetensorsReader.Open(Repository.Golden($"training/{name}.safetensors"));
            _loaded = ModelFolder.Load(Repository.Golden($"models/{name}"));
            _loaded.Model.train();
            foreach (var parameter in _loaded.Model.Hubert.ConvEncoder.parameters()) parameter.requires_grad = false;
            All = _loaded.Model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
            // The mask vector has no gradient while nothing is masked.
            Trained = All.Where(pair => pair.Value.requires_grad && !pair.Key.EndsWith("masked_spec_embed", StringComparison.Ordinal)).ToDictionary();
            var shape = Tensors.Tensors["input_values"].Shape;
            _waveforms = tensor(Tensors.ReadFloats("input_values"), shape);
            int[]? samples = Tensors.Names.Contains("attention_mask")
                ? [.. Tensors.ReadIntegers("attention_mask").Chunk((int)shape[1]).Select(row => (int)row.Sum())]
                : null;
            _pass = new HubertPass { SampleCounts = samples, HidePadding = samples is not null };
            var config = _loaded.Model.Config;
            _frameCounts = tensor(Enumerable.Range(0, (int)shape[0]).Select(row => (long)config.FrameCount(samples?[row] ?? shape[1])).ToArray());
            var labels = Tensors.ReadIntegers("labels").Chunk((int)Tensors.Tensors["labels"].Shape[1]).Select(row => row.Where(label => label >= 0).ToArray()).ToArray();
            _targets = tensor(labels.SelectMany(row => row).ToArray());
            _labelCounts = tensor(labels.Select(row => (long)row.Length).ToArray());
        }

        public JsonElement Reference => _json.RootElement;

        public SafetensorsReader Tensors { get; }

        public Dictionary<string, Parameter> All { get; }

        public Dictionary<string, Parameter> Trained { get; }

        public Tensor Loss(nn.Reduction reduction, bool zeroInfinity)
        {
            using var scope = NewDisposeScope();
            var logProbs = _loaded.Model.call(_waveforms, _pass).log_softmax(-1).transpose(0, 1); // [T, B, V]
            return nn.functional.ctc_loss(logProbs, _targets, _frameCounts, _labelCounts, 0, zeroInfinity, reduction).MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            foreach (var tensor in new[] { _waveforms, _targets, _frameCounts, _labelCounts }) tensor.Dispose();
            _loaded.Dispose();
            Tensors.Dispose();
            _json.Dispose();
        }
    }
}
