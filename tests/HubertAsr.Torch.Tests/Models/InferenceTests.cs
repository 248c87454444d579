using HubertAsr.Models;
using static TorchSharp.torch;

namespace HubertAsr.Torch.Tests.Models;

/// <summary>What inference computes in another way than training: folded, in blocks, several waveforms at once.</summary>
public sealed class InferenceTests
{
    private const float Tolerance = 2e-5f;

    public static TheoryData<string, bool> Kinds => new() { { "group", false }, { "layer", true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_length_gives_what_training_computes_of_the_waveform_alone(string norm, bool stable)
    {
        using var plain = Model(norm, stable);
        using var acoustic = Listener(norm, stable);
        var block = 320 * 250;

        foreach (var length in new[] { 400, 719, 720, 16000, block + 79, block + 80, block + 399, block + 400, (2 * block) + 80, 3 * block })
        {
            var waveform = Noise(length, seed: length);
            Assert.Equal(Alone(plain, waveform), acoustic.Encode([waveform]).Single().LogProbs, new Close(Tolerance));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Waveforms_that_are_computed_together_do_not_hear_one_another(string norm, bool stable)
    {
        using var plain = Model(norm, stable);
        using var acoustic = Listener(norm, stable);
        float[][] waveforms = [.. new[] { 400, 48000, 721, 16000, 40000, 5000, 16000 }.Select((length, index) => Noise(length, index))];

        foreach (var batchSize in new[] { 1, 3, 64 })
        {
            acoustic.BatchSize = batchSize;
            var together = acoustic.Encode(waveforms);
            Assert.All(waveforms.Zip(together), pair => Assert.Equal(Alone(plain, pair.First), pair.Second.LogProbs, new Close(Tolerance)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Utterances_in_one_row_do_not_hear_one_another(string norm, bool stable)
    {
        using var plain = Model(norm, stable);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        float[][] waveforms = [.. new[] { 400, 48000, 721, 16000 }.Select((length, index) => Noise(length, index))];

        var logits = plain.Logits(
            waveforms.Select(waveform => WaveformBatch.Pad([waveform], normalize: true).ToTensor(CPU)),
            new HubertPass { PackedFrames = [.. waveforms.Select(waveform => plain.Config.FrameCount(waveform.Length))] });

        Assert.Equal(waveforms.SelectMany(waveform => Alone(plain, waveform)), nn.functional.log_softmax(logits, 2).data<float>().ToArray(), new Close(Tolerance));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Traced_stages_of_waveforms_together_are_those_of_each(string norm, bool stable)
    {
        using var plain = Model(norm, stable);
        using var acoustic = Listener(norm, stable);
        HashSet<string> stages = ["conv", "projected", "hidden.0", "hidden.2", "last_hidden_state", "logits"];
        float[][] waveforms = [Noise(9000, 1), Noise(700, 2), Noise(33000, 3)];

        var traces = acoustic.Trace(waveforms, stages);

        foreach (var (waveform, trace) in waveforms.Zip(traces))
        {
            Dictionary<string, float[]> expected = [];
            _ = Alone(plain, waveform, (stage, values) => expected[stage] = values.contiguous().data<float>().ToArray());
            Assert.Equal(stages, trace.Select(activation => activation.Stage).ToHashSet());
            Assert.All(trace, activation => Assert.Equal(expected[activation.Stage], activation.Values, new Close(Tolerance)));
        }
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, 0f)]
    [InlineData(20f, 0.01f)]
    [InlineData(2f, 0.5f)]
    [InlineData(0f, 0.001f)]
    public void A_waveform_off_its_middle_or_almost_still_is_heard_as_in_training(float mean, float deviation)
    {
        using var plain = Model("group", stable: false);
        using var acoustic = Listener("group", stable: false);
        acoustic.Normalize = false;
        float[] waveform = [.. Noise(40000, 1).Select(sample => mean + deviation * sample)];

        Assert.Equal(Alone(plain, waveform, normalize: false), acoustic.Encode([waveform]).Single().LogProbs, new Close(1e-4f));
    }

    [Theory]
    [InlineData(37, 24, 40)]
    // Enough for oneDNN, which on AVX-512 loses weights where the last of its blocks of outputs is not full.
    [InlineData(300, 96, 40)]
    [InlineData(300, 96, 512)]
    [InlineData(499, 128, 67)]
    [InlineData(499, 128, 1024)]
    [InlineData(250, 768, 2021)]
    public void Both_libraries_behind_products_give_the_same(int count, int width, int outputs)
    {
        using var scope = NewDisposeScope();
        var (frames, weight, bias) = (randn(1, count, width), randn(outputs, width).div_(MathF.Sqrt(width)), randn(outputs));
        var kernel = randn(outputs, 3, width).div_(MathF.Sqrt(3 * width));
        var (matrix, convolution) = (new CpuProducts(byConvolution: false), new CpuProducts(byConvolution: true));

        Assert.Equal(Numbers(matrix.Linear(frames, weight, bias)), Numbers(convolution.Linear(frames, weight, bias)), new Close(1e-4f));
        foreach (var stride in new[] { 1, 2, 5 })
        {
            var steps = frames[0].unfold(0, 3, stride).transpose(1, 2).reshape(-1, 3 * width); // [T', kernel · in]
            var expected = steps.matmul(kernel.view(outputs, -1).t()).add(bias);
            Assert.Equal(Numbers(expected), Numbers(matrix.Convolution(frames[0], kernel, bias, stride)), new Close(1e-4f));
            Assert.Equal(Numbers(expected), Numbers(convolution.Convolution(frames[0], kernel, bias, stride)), new Close(1e-4f));
        }

        static float[] Numbers(Tensor values) => values.contiguous().data<float>().ToArray();
    }

    [Theory]
    [InlineData(1000, 768)]
    [InlineData(1536, 768)]
    [InlineData(100, 7)]
    public void A_feed_forward_in_blocks_of_units_gives_what_training_computes_at_once(int width, int units)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var feedForward = new FeedForward(new HubertConfig { HiddenSize = 96, IntermediateSize = width }, CPU);
        foreach (var parameter in feedForward.parameters()) parameter.copy_(randn(parameter.shape).div_(MathF.Sqrt(parameter.shape[^1])));
        feedForward.eval();
        var hidden = randn(2, 250, 96);

        var expected = feedForward.call(hidden);
        foreach (var module in feedForward.modules().OfType<IFoldable>()) module.Fold();

        Assert.Equal(expected.data<float>().ToArray(), feedForward.InBlocks(hidden, units).contiguous().data<float>().ToArray(), new Close(Tolerance));
        Assert.Equal(expected.data<float>().ToArray(), feedForward.call(hidden).contiguous().data<float>().ToArray(), new Close(Tolerance)); // as the processor has it
    }

    [Theory]
    [InlineData(768, 16, 128, 30)] // Base
    [InlineData(128, 16, 64, 97)]  // nano
    [InlineData(60, 3, 5, 1)]
    [InlineData(20, 1, 31, 13)]
    public void The_positional_convolution_is_that_of_torch_by_registers_of_both_widths(int width, int groups, int kernel, int frames)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var (hidden, weight, bias) = (randn(2, frames, width), randn(width, width / groups, kernel).div_(MathF.Sqrt(kernel * width / groups)), randn(width));
        var expected = nn.functional.conv1d(hidden.transpose(1, 2), weight, bias, padding: kernel / 2, groups: groups).narrow(2, 0, frames).transpose(1, 2);

        foreach (var wide in new[] { false, true })
        {
            var actual = new FoldedPositionalConvolution(weight, bias, groups, wide).Call(hidden);
            Assert.Equal(expected.contiguous().data<float>().ToArray(), actual.data<float>().ToArray(), new Close(Tolerance));
        }
    }

    [Fact]
    public void A_failure_in_a_thread_reaches_the_caller_and_torch_keeps_its_threads()
    {
        var threads = get_num_threads();

        var failure = Assert.Throws<InvalidDataException>(() => WorkerThreads.Map<int, int>([1, 2, 3], piece => piece == 2 ? throw new InvalidDataException("two") : piece));

        var ofNewThreads = 0;
        var thread = new Thread(() => ofNewThreads = get_num_threads());
        thread.Start();
        thread.Join();

        Assert.Equal("two", failure.Message);
        Assert.Equal((threads, threads), (get_num_threads(), ofNewThreads));
        Assert.Equal([10, 20], WorkerThreads.Map<int, int>([1, 2], piece => 10 * piece));
    }

    private static float[] Alone(HubertForCtc model, float[] waveform, Action<string, Tensor>? observe = null, bool normalize = true)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var batch = WaveformBatch.Pad([waveform], normalize);
        return nn.functional.log_softmax(model.call(batch.ToTensor(CPU), new HubertPass { Observe = observe }), 2).data<float>().ToArray();
    }

    private static HubertForCtc Model(string norm, bool stable)
    {
        var model = HubertForCtc.Fresh(
            new HubertConfig
            {
                ConvDim = [16, 16, 16, 16, 16, 16, 16],
                HiddenSize = 32,
                NumHiddenLayers = 2,
                NumAttentionHeads = 4,
                IntermediateSize = 48,
                FeatExtractNorm = norm,
                DoStableLayerNorm = stable,
                ConvBias = stable,
            },
            seed: 1);
        model.eval();
        return model;
    }

    private static AcousticModel Listener(string norm, bool stable) => new(Model(norm, stable), new PreprocessorConfig { DoNormalize = true });

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }
}
