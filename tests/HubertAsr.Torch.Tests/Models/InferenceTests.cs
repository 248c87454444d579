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
