using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Tests;
using static TorchSharp.torch;

namespace HubertAsr.Torch.Tests.Models;

/// <summary>Every tensor that transformers gave for the tiny models, within 1e-4.</summary>
public sealed class ReferenceOutputTests
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<string> Models => ["tiny-base", "tiny-large"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_second_of_ones_gives_the_tensors_of_the_reference(string model) =>
        CheckStages(Repository.Fixture($"models/{model}"), Repository.Fixture($"models/{model}-ones.safetensors"), "ones", new HubertPass());

    [Theory]
    [InlineData("tiny-base", "ones", false)]
    [InlineData("tiny-base", "clip0", false)]
    [InlineData("tiny-base", "clip1", false)]
    [InlineData("tiny-base", "batch", false)]
    [InlineData("tiny-base", "batch_masked", true)]
    [InlineData("tiny-large", "ones", false)]
    [InlineData("tiny-large", "clip0", false)]
    [InlineData("tiny-large", "clip1", false)]
    [InlineData("tiny-large", "batch", true)]
    public void Every_stage_of_a_case_is_that_of_the_reference(string model, string example, bool hidePadding)
    {
        var path = Repository.Golden($"outputs/{model}.safetensors");
        using var reader = SafetensorsReader.Open(path);
        int[]? counts = example.StartsWith("batch", StringComparison.Ordinal) ? [.. Enumerable.Range(0, 3).Select(row => (int)reader.Tensors[$"batch.waveform.{row}"].Shape[0])] : null;

        CheckStages(Repository.Golden($"models/{model}"), path, example, new HubertPass { SampleCounts = counts, HidePadding = hidePadding });
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Masked_frames_are_replaced_by_the_learned_vector(string model)
    {
        using var reader = SafetensorsReader.Open(Repository.Golden($"outputs/{model}.safetensors"));
        using var loaded = ModelFolder.Load(Repository.Golden($"models/{model}"));
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        loaded.Model.eval();
        var actual = Array.Empty<float>();

        loaded.Model.call(Values(reader, "clip0.input_values"), new HubertPass
        {
            MaskedFrames = [.. reader.ReadIntegers("masked.mask_time_indices").Select(mark => mark != 0)],
            Observe = (stage, values) => actual = stage == "last_hidden_state" ? values.data<float>().ToArray() : actual,
        });

        Assert.Equal(reader.ReadFloats("masked.last_hidden_state"), actual, new Close(Tolerance));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Raw_waveforms_are_normalised_and_padded_as_the_reference_was(string model)
    {
        using var reader = SafetensorsReader.Open(Repository.Golden($"outputs/{model}.safetensors"));

        var clip = WaveformBatch.Pad([reader.ReadFloats("clip0.waveform")], normalize: true);
        var batch = WaveformBatch.Pad([.. Enumerable.Range(0, 3).Select(row => (ReadOnlyMemory<float>)reader.ReadFloats($"batch.waveform.{row}"))], normalize: true);

        Assert.Equal(reader.ReadFloats("clip0.input_values"), clip.Values, new Close(1e-5f));
        Assert.Equal(reader.ReadFloats("batch.input_values"), batch.Values, new Close(1e-5f));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_acoustic_model_gives_the_log_probabilities_of_each_clip_alone(string model)
    {
        using var reader = SafetensorsReader.Open(Repository.Golden($"outputs/{model}.safetensors"));
        using var acoustic = AcousticModel.Load(Repository.Golden($"models/{model}"));

        var emissions = acoustic.Encode([reader.ReadFloats("clip1.waveform"), reader.ReadFloats("clip0.waveform")]);

        Assert.Equal(reader.ReadFloats("clip1.log_probs"), emissions[0].LogProbs, new Close(Tolerance));
        Assert.Equal(reader.ReadFloats("clip0.log_probs"), emissions[1].LogProbs, new Close(Tolerance));
        Assert.Equal(new long[] { 1, emissions[1].FrameCount, emissions[1].VocabularySize }, reader.Tensors["clip0.log_probs"].Shape);
    }

    private static void CheckStages(string folder, string referencePath, string example, HubertPass pass)
    {
        using var reader = SafetensorsReader.Open(referencePath);
        using var loaded = ModelFolder.Load(folder);
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        loaded.Model.eval();
        var stages = new Dictionary<string, float[]>();

        var logits = loaded.Model.call(Values(reader, $"{example}.input_values"), pass with { Observe = (stage, values) => stages[stage] = values.contiguous().data<float>().ToArray() });
        stages["log_probs"] = nn.functional.log_softmax(logits, -1).data<float>().ToArray();

        Assert.False(loaded.HeadIsNew);
        Assert.Equal(loaded.Model.Config.NumHiddenLayers + 6, stages.Count);
        foreach (var (stage, values) in stages)
            Assert.True(values.Zip(reader.ReadFloats($"{example}.{stage}"), (actual, expected) => Math.Abs(actual - expected)).Max() <= Tolerance, $"{example}.{stage}");
    }

    private static Tensor Values(SafetensorsReader reader, string name) => tensor(reader.ReadFloats(name), reader.Tensors[name].Shape);
}
