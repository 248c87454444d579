using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Tests;

namespace HubertAsr.Torch.Tests.Models;

public sealed class CheckpointFormatTests
{
    [Theory]
    [InlineData("tiny-base-encoder-bin", 0)]
    [InlineData("tiny-base-encoder-bin-legacy", 0)]
    [InlineData("tiny-base-encoder-bin-new-names", 0)]
    [InlineData("tiny-base-encoder-safetensors-old-names", 0)]
    [InlineData("tiny-base-encoder-sharded", 0)]
    [InlineData("tiny-base-encoder-flax", 0)]
    [InlineData("tiny-large-encoder-bin", 0)]
    [InlineData("tiny-large-encoder-flax", 0)]
    [InlineData("tiny-base-encoder-fp16", 1 / 2048f)]
    [InlineData("tiny-base-encoder-bf16", 1 / 256f)]
    public void Each_format_gives_the_weights_of_the_encoder(string format, float relativeError)
    {
        using var reference = ModelFolder.Load(Repository.Golden("models/" + (format.StartsWith("tiny-base", StringComparison.Ordinal) ? "tiny-base-encoder" : "tiny-large-encoder")));
        using var loaded = ModelFolder.Load(Repository.Golden($"models/formats/{format}"));

        AssertSameEncoder(reference, loaded, relativeError);
        Assert.True(loaded.HeadIsNew);
    }

    [Fact]
    public void An_encoder_alone_has_the_weights_of_the_whole_model_and_says_that_its_head_is_new()
    {
        using var whole = ModelFolder.Load(Repository.Golden("models/tiny-base"));
        using var encoder = ModelFolder.Load(Repository.Golden("models/tiny-base-encoder"), new ModelLoading { VocabularySize = 41 });

        AssertSameEncoder(whole, encoder, 0);
        Assert.False(whole.HeadIsNew);
        Assert.True(encoder.HeadIsNew);
        Assert.Contains(encoder.Notes, note => note.EndsWith("no CTC head (lm_head); a new one was drawn and must be trained.", StringComparison.Ordinal));
        Assert.Equal(41, encoder.Model.Config.VocabSize);
    }

    [Theory]
    [InlineData("tiny-base", "safetensors", TensorDtype.F32, 0)]
    [InlineData("tiny-base", "bin", TensorDtype.F32, 0)]
    [InlineData("tiny-base", "flax", TensorDtype.F32, 0)]
    [InlineData("tiny-large", "bin", TensorDtype.F16, 1 / 2048f)]
    [InlineData("tiny-large", "flax", TensorDtype.BF16, 1 / 256f)]
    [InlineData("tiny-large", "safetensors", TensorDtype.BF16, 1 / 256f)]
    public void What_is_written_in_a_format_is_read_back_from_it(string model, string format, TensorDtype dtype, float relativeError)
    {
        using var folder = new TemporaryFolder();
        using var original = ModelFolder.Load(Repository.Fixture($"models/{model}"));

        ModelConversion.Run(Repository.Fixture($"models/{model}"), folder.Path, new ModelConversion { Format = Enum.Parse<WeightFormat>(format, ignoreCase: true), Dtype = dtype });

        using var reread = ModelFolder.Load(folder.Path);
        AssertSameEncoder(original, reread, relativeError);
        Assert.False(reread.HeadIsNew);
        Assert.True(File.Exists(Path.Combine(folder.Path, "vocab.json")));
    }

    [Fact]
    public void A_converted_encoder_has_no_prefix_and_no_head()
    {
        using var folder = new TemporaryFolder();

        ModelConversion.Run(Repository.Fixture("models/tiny-base"), folder.Path, new ModelConversion { EncoderOnly = true });

        using var reader = SafetensorsReader.Open(Path.Combine(folder.Path, "model.safetensors"));
        Assert.Contains("encoder.pos_conv_embed.conv.weight_g", reader.Names);
        Assert.DoesNotContain(reader.Names, name => name.StartsWith("hubert.", StringComparison.Ordinal) || name.StartsWith("lm_head", StringComparison.Ordinal));
        Assert.Equal("pt", reader.Metadata["format"]);
        Assert.Equal(["HubertModel"], HubertConfig.Read(Path.Combine(folder.Path, "config.json")).Architectures!);
    }

    [Fact]
    public void A_saved_model_has_the_weight_norm_names_that_others_read_and_the_mask_vector()
    {
        using var folder = new TemporaryFolder();
        using var model = HubertForCtc.Fresh(HubertConfig.OfSize("nano") with { VocabSize = 70 }, seed: 3);

        ModelFolder.Save(model, PreprocessorConfig.For(model.Config), folder.Path);

        using var reader = SafetensorsReader.Open(Path.Combine(folder.Path, "model.safetensors"));
        Assert.Contains("hubert.masked_spec_embed", reader.Names);
        Assert.Contains("hubert.encoder.pos_conv_embed.conv.weight_g", reader.Names);
        Assert.Contains("hubert.encoder.pos_conv_embed.conv.weight_v", reader.Names);
        using var reread = ModelFolder.Load(folder.Path);
        Assert.Equal(model.Config with { Architectures = null, ConvDim = [], ConvKernel = [], ConvStride = [], Others = null },
            reread.Model.Config with { Architectures = null, ConvDim = [], ConvKernel = [], ConvStride = [], Others = null });
        Assert.Equal(model.Config.ConvDim, reread.Model.Config.ConvDim);
        AssertSameEncoder(new LoadedModel(model, reread.Preprocessor, false, []), reread, 0);
    }

    private static void AssertSameEncoder(LoadedModel expected, LoadedModel actual, float relativeError)
    {
        var parameters = actual.Model.Hubert.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        Assert.Equal(expected.Model.Hubert.named_parameters().Count(), parameters.Count);
        foreach (var (name, parameter) in expected.Model.Hubert.named_parameters())
            Assert.True(parameter.data<float>().ToArray().Zip(parameters[name].data<float>().ToArray(), (left, right) => Math.Abs(left - right) <= Math.Max(Math.Abs(left) * relativeError, relativeError * 1e-4f)).All(isSame => isSame), name);
    }
}
