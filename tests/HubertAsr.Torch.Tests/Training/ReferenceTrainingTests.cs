using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Training;

namespace HubertAsr.Tests.Training;

/// <summary>Our step against transformers' and PyTorch's: losses, gradients, eight AdamW updates.</summary>
public sealed class ReferenceTrainingTests
{
    private static readonly TrainOptions _settings = new()
    {
        LearningRate = 1e-3,
        Schedule = ScheduleShape.Constant,
        WarmupUpdates = 0,
        WeightDecay = 0.01,
        DecayNormsAndBiases = true,
        FreezeConvEncoder = true,
        ClipNorm = 0,
    };

    [Theory]
    [InlineData("tiny-base", LossReduction.Sum)]
    [InlineData("tiny-base", LossReduction.Mean)]
    [InlineData("tiny-large", LossReduction.Sum)]
    [InlineData("tiny-large", LossReduction.Mean)]
    public void The_loss_is_that_of_the_reference(string model, LossReduction reduction)
    {
        using var reference = new Reference(model, _settings with { LossReduction = reduction, LearningRate = 0 });
        var expected = reference.Json.GetProperty("losses").GetProperty($"{(reduction == LossReduction.Sum ? "sum" : "mean")}.zero_infinity=True").GetDouble();
        Assert.Equal(expected, reference.Step.Run([reference.Batch], 0).Loss, 1e-5 * expected);
    }

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-large")]
    public void Every_gradient_is_that_of_the_reference(string model)
    {
        using var reference = new Reference(model, _settings with { LearningRate = 0 });
        reference.Step.Run([reference.Batch], 0);
        var ours = reference.Step.Parameters.Where(p => p.Parameter.grad is not null).ToDictionary(p => Name(p.Name), p => p.Parameter.grad!);
        var norms = reference.Json.GetProperty("grad_norms").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetDouble());
        Assert.Equal(norms.Keys.Order(), ours.Keys.Where(norms.ContainsKey).Order());
        Assert.All(norms, item => Assert.Equal(item.Value, ours[item.Key].norm().item<float>(), 1e-3 * item.Value + 1e-5));
        foreach (var name in reference.Tensors.Names.Where(name => name.StartsWith("grad.", StringComparison.Ordinal)))
            Assert.Equal(reference.Tensors.ReadFloats(name), ours[name[5..]].contiguous().data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-4 + 1e-3 * Math.Abs(a));
    }

    [Theory]
    [InlineData("tiny-base", "adamw.no_clip", 0)]
    [InlineData("tiny-base", "adamw.clip_1.0", 1)]
    [InlineData("tiny-large", "adamw.no_clip", 0)]
    [InlineData("tiny-large", "adamw.clip_1.0", 1)]
    public void Eight_updates_go_the_way_of_the_reference(string model, string run, double clip)
    {
        using var reference = new Reference(model, _settings with { ClipNorm = clip });
        var expected = reference.Json.GetProperty(run);
        var (losses, norms) = (Numbers(expected, "losses"), Numbers(expected, "grad_norm"));
        for (var update = 0; update < 8; update++)
        {
            var outcome = reference.Step.Run([reference.Batch], update);
            Assert.Equal(losses[update], outcome.Loss, (update == 0 ? 1e-5 : 1e-3) * losses[update]);
            if (update == 0) Assert.Equal(norms[0], outcome.GradientNorm, 1e-3 * norms[0]);
        }
        var sums = expected.GetProperty("sum_abs").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetDouble());
        // A bias of the keys shifts every score of a query alike, so its gradient is rounding noise, which AdamW blows up to full steps.
        Assert.All(reference.Step.Parameters.Where(p => !p.Name.EndsWith("k_proj.bias", StringComparison.Ordinal)), p => Assert.Equal(sums[Name(p.Name)], p.Parameter.abs().sum().item<float>(), 2e-3 * sums[Name(p.Name)] + 1e-3));
    }

    private static double[] Numbers(JsonElement run, string name) => [.. run.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>The name under which PyTorch's newer weight norm has a parameter.</summary>
    private static string Name(string ours) => ours
        .Replace("conv.weight_g", "conv.parametrizations.weight.original0", StringComparison.Ordinal)
        .Replace("conv.weight_v", "conv.parametrizations.weight.original1", StringComparison.Ordinal);

    private sealed class Reference : IDisposable
    {
        private readonly JsonDocument _json;
        private readonly LoadedModel _loaded;

        public Reference(string model, TrainOptions options)
        {
            _json = JsonDocument.Parse(File.ReadAllText(Repository.Golden($"training/{model}.json")));
            Tensors = SafetensorsReader.Open(Repository.Golden($"training/{model}.safetensors"));
            _loaded = ModelFolder.Load(Repository.Golden($"models/{model}"));
            Step = Synthetic.Step(_loaded.Model, options, Synthetic.NoMasks, _loaded.Preprocessor.ReturnAttentionMask);
            Batch = ReadBatch();
        }

        public JsonElement Json => _json.RootElement;

        public SafetensorsReader Tensors { get; }

        public TrainStep Step { get; }

        public Batch Batch { get; }

        public void Dispose()
        {
            Step.Dispose();
            _loaded.Dispose();
            Tensors.Dispose();
            _json.Dispose();
        }

        /// <summary>The reference gives group-norm models no lengths, so its loss runs over the padding too.</summary>
        private Batch ReadBatch()
        {
            var shape = Tensors.Tensor("input_values").Shape;
            var (rows, width) = ((int)shape[0], (int)shape[1]);
            var counts = Tensors.Tensors.ContainsKey("attention_mask")
                ? Tensors.ReadIntegers("attention_mask").Chunk(width).Select(row => (int)row.Sum()).ToArray()
                : [.. Enumerable.Repeat(width, rows)];
            var labels = Tensors.ReadIntegers("labels").Chunk((int)Tensors.Tensor("labels").Shape[1]).Select(row => row.Where(label => label >= 0).Select(label => (int)label).ToArray()).ToArray();
            return new Batch([.. Enumerable.Range(0, rows).Select(row => $"row {row}")], Tensors.ReadFloats("input_values"), counts, labels);
        }
    }
}
