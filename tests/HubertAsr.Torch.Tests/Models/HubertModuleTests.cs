using HubertAsr.Models;
using HubertAsr.Tests;
using static TorchSharp.torch;

namespace HubertAsr.Torch.Tests.Models;

public sealed class HubertModuleTests
{
    [Theory]
    [InlineData("base", 94_425_542)]
    [InlineData("large", 315_510_470)]
    [InlineData("xlarge", 962_587_078)]
    public void Keys_and_shapes_of_the_real_sizes_are_those_of_Hugging_Face(string size, long parameterCount)
    {
        var expected = File.ReadLines(Repository.Fixture($"models/keys/{size}.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line
                .Replace("parametrizations.weight.original0", "weight_g", StringComparison.Ordinal)
                .Replace("parametrizations.weight.original1", "weight_v", StringComparison.Ordinal));

        using var model = new HubertForCtc(HubertConfig.OfSize(size) with { VocabSize = 70 }, META);
        var actual = model.named_parameters().Select(pair => $"{pair.name}\t{string.Join('x', pair.parameter.shape)}").ToList();

        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.Equal(parameterCount, model.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("group", false)]
    [InlineData("layer", true)]
    public void Every_parameter_of_a_fresh_model_is_finite_and_no_denormal(string norm, bool stable)
    {
        using var model = HubertForCtc.Fresh(Tiny with { FeatExtractNorm = norm, DoStableLayerNorm = stable, ConvBias = stable }, seed: 1);

        foreach (var (name, parameter) in model.named_parameters())
            Assert.All(parameter.data<float>().ToArray(), value => Assert.True(value == 0 || float.IsNormal(value), $"{name} holds {value}"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_and_another_seed_another()
    {
        using var one = HubertForCtc.Fresh(Tiny, seed: 1);
        using var same = HubertForCtc.Fresh(Tiny, seed: 1);
        using var other = HubertForCtc.Fresh(Tiny, seed: 2);

        Assert.Equal(Weights(one), Weights(same));
        Assert.NotEqual(Weights(one), Weights(other));
    }

    [Fact]
    public void A_fresh_positional_convolution_has_a_magnitude_equal_to_the_norm_of_its_direction()
    {
        using var model = HubertForCtc.Fresh(Tiny, seed: 1);
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        using var norm = parameters["hubert.encoder.pos_conv_embed.conv.weight_v"].square().sum([0, 1]).sqrt();

        Assert.Equal(norm.data<float>().ToArray(), parameters["hubert.encoder.pos_conv_embed.conv.weight_g"].data<float>().ToArray(), new Close(1e-6f));
    }

    [Theory]
    [InlineData(399, 0)]
    [InlineData(400, 1)]
    [InlineData(719, 1)]
    [InlineData(720, 2)]
    [InlineData(16000, 49)]
    public void Frames_are_counted_as_the_convolutions_make_them(int samples, int frames)
    {
        Assert.Equal(frames, new HubertConfig().FrameCount(samples));
        Assert.Equal(400, new HubertConfig().SamplesOfOneFrame());
        Assert.Equal(320, new HubertConfig().FrameShift);
    }

    [Fact]
    public void A_forward_pass_leaves_no_tensor_behind_but_its_result()
    {
        using var model = HubertForCtc.Fresh(Tiny, seed: 1);
        using var waveforms = randn(2, 4000);
        using var warm = model.call(waveforms, new HubertPass());
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        using var logits = model.call(waveforms, new HubertPass
        {
            SampleCounts = [4000, 3000],
            HidePadding = true,
            MaskedFrames = new bool[2 * 12],
            MaskedChannels = new bool[2 * 32],
        });

        Assert.Equal([2, 12, 32], logits.shape);
        Assert.Equal(1, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount - before);
    }

    [Fact]
    public void Layer_drop_of_one_leaves_the_input_of_the_layers()
    {
        using var model = HubertForCtc.Fresh(Tiny with { Layerdrop = 1, HiddenDropout = 0, FinalDropout = 0 }, seed: 1);
        using var waveforms = randn(1, 4000);
        model.train();
        var stages = new Dictionary<string, float[]>();

        using var logits = model.call(waveforms, new HubertPass { Observe = (stage, values) => stages[stage] = values.data<float>().ToArray() });

        Assert.Equal(stages["hidden.0"], stages["last_hidden_state"]);
    }

    private static HubertConfig Tiny { get; } = new()
    {
        ConvDim = [16, 16, 16, 16, 16, 16, 16],
        HiddenSize = 32,
        NumHiddenLayers = 2,
        NumAttentionHeads = 4,
        IntermediateSize = 48,
    };

    private static float[] Weights(HubertForCtc model) => [.. model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
}
