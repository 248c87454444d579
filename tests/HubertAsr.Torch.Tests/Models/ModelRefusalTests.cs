using System.Text;
using System.Text.Json.Nodes;
using HubertAsr.Models;
using HubertAsr.Tests;

namespace HubertAsr.Torch.Tests.Models;

public sealed class ModelRefusalTests
{
    [Theory]
    [InlineData("cposix\nsystem\n(X\u0004\0\0\0truetR.", "posix.system")]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0truetR.", "os.system")]
    [InlineData("cbuiltins\neval\n(X\u0001\0\0\01tR.", "builtins.eval")]
    public void A_pickle_that_calls_anything_is_refused_by_the_name_it_calls(string pickle, string name)
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        File.Delete(folder["model.safetensors"]);
        File.WriteAllBytes(folder["pytorch_model.bin"], Encoding.Latin1.GetBytes("\u0080\u0002" + pickle));

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.Equal($"{folder["pytorch_model.bin"]}: refused: this pickle asks for {name}, which no file of tensors needs. Nothing in it was executed. "
            + "Ask its publisher for model.safetensors, or convert it where you trust it.", error.Message);
    }

    [Theory]
    [InlineData("\u0080\u0002i__main__\nThing\n.", "opcode 0x69")]
    [InlineData("\u0080\u0002]K\u0001a", "it ends in the middle of a value")]
    [InlineData("\u0080\u0002K\u0001R.", "its values do not fit together")]
    public void A_pickle_that_is_none_of_ours_is_refused(string pickle, string reason)
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        File.Delete(folder["model.safetensors"]);
        File.WriteAllBytes(folder["pytorch_model.bin"], Encoding.Latin1.GetBytes(pickle));

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.safetensors", WeightFormat.Safetensors)]
    [InlineData("pytorch_model.bin", WeightFormat.Bin)]
    [InlineData("flax_model.msgpack", WeightFormat.Flax)]
    public void Half_a_file_is_refused_whatever_its_format(string file, WeightFormat format)
    {
        using var folder = new TemporaryFolder();
        ModelConversion.Run(Repository.Fixture("models/tiny-base"), folder.Path, new ModelConversion { Format = format });
        var bytes = File.ReadAllBytes(folder[file]);
        File.WriteAllBytes(folder[file], bytes[..(bytes.Length / 2)]);

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.StartsWith(folder[file], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_legacy_pickle_is_refused()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Golden("models/formats/tiny-base-encoder-bin-legacy"));
        var bytes = File.ReadAllBytes(folder["pytorch_model.bin"]);
        File.WriteAllBytes(folder["pytorch_model.bin"], bytes[..(bytes.Length / 2)]);

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.Contains("The file was cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_depth_are_named_and_described()
    {
        using var folder = Edited(config => config["num_hidden_layers"] = 4);

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.Equal($"{folder["model.safetensors"]}: 16 keys missing (hubert.encoder.layers.3.attention.k_proj.bias, hubert.encoder.layers.3.attention.k_proj.weight, "
            + "hubert.encoder.layers.3.attention.out_proj.bias, hubert.encoder.layers.3.attention.out_proj.weight, …), 0 unexpected, for 4 layers of 64. "
            + "The weights look like 3 layers of 64 (feed-forward 128), one group norm, convolutions without bias. Is config.json that of these weights?", error.Message);
    }

    [Fact]
    public void Weights_of_another_shape_are_named_with_both_shapes()
    {
        using var folder = Edited(config => config["intermediate_size"] = 96);

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.Contains("hubert.encoder.layers.0.feed_forward.intermediate_dense.bias is [128] instead of [96]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convolution_biases_that_a_config_denies_are_unexpected()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-large"));
        Edit(folder, config => config["conv_bias"] = false);

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.Contains("7 unexpected (hubert.feature_extractor.conv_layers.*.conv.bias ×7)", error.Message, StringComparison.Ordinal);
        Assert.Contains("convolutions with bias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convolution_biases_that_a_config_does_not_mention_are_taken_from_the_keys()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-large"));
        Edit(folder, config => config.Remove("conv_bias"));

        using var loaded = ModelFolder.Load(folder.Path);

        Assert.True(loaded.Model.Config.ConvBias);
    }

    [Fact]
    public void A_head_of_another_size_than_the_config_is_an_error_but_a_wanted_size_draws_a_new_one()
    {
        using var folder = Edited(config => config["vocab_size"] = 50);

        Assert.Contains("lm_head.weight is [70, 64] instead of [50, 64]", Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path)).Message, StringComparison.Ordinal);
        using var loaded = ModelFolder.Load(folder.Path, new ModelLoading { VocabularySize = 50 });
        Assert.True(loaded.HeadIsNew);
        Assert.Contains(loaded.Notes, note => note.EndsWith("its CTC head has 70 tokens, not 50; a new one was drawn and must be trained.", StringComparison.Ordinal));
    }

    [Fact]
    public void Heads_that_do_not_divide_the_width_are_an_error_that_names_the_file()
    {
        using var folder = Edited(config => config["num_attention_heads"] = 5);

        var error = Assert.Throws<InvalidDataException>(() => ModelFolder.Load(folder.Path));

        Assert.Equal($"{folder["config.json"]}: num_attention_heads 5 does not divide hidden_size 64. The head count of the model as it was trained belongs here.", error.Message);
    }

    [Theory]
    [InlineData(768, 12, false)]
    [InlineData(768, 8, true)]
    [InlineData(1024, 16, false)]
    [InlineData(1024, 8, true)]
    [InlineData(1280, 16, false)]
    [InlineData(1280, 20, true)]
    [InlineData(64, 4, false)]
    public void Unusual_heads_of_a_published_width_are_warned_of(int width, int heads, bool isWarned) =>
        Assert.Equal(isWarned, ArchitectureCheck.Warning(new HubertConfig { HiddenSize = width, NumAttentionHeads = heads }, "config.json") is not null);

    [Fact]
    public void A_folder_without_weights_says_what_it_looked_for()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        File.Delete(folder["model.safetensors"]);

        var error = Assert.Throws<FileNotFoundException>(() => ModelFolder.Load(folder.Path));

        Assert.Equal($"{folder.Path}: no weights; expected model.safetensors, pytorch_model.bin, flax_model.msgpack or their sharded index.", error.Message);
    }

    [Fact]
    public void A_missing_folder_and_an_unknown_hub_id_say_what_to_do()
    {
        Assert.Throws<DirectoryNotFoundException>(() => ModelFolder.Load("/no/such/model"));
        var error = Assert.Throws<ArgumentException>(() => ModelFolder.Load("nobody/no-such-model"));
        Assert.Null(error.ParamName);
        Assert.Contains("https://huggingface.co/nobody/no-such-model", error.Message, StringComparison.Ordinal);
    }

    private static TemporaryFolder Edited(Action<JsonObject> edit)
    {
        var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        Edit(folder, edit);
        return folder;
    }

    private static void Edit(TemporaryFolder folder, Action<JsonObject> edit)
    {
        var config = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!.AsObject();
        edit(config);
        File.WriteAllText(folder["config.json"], config.ToJsonString());
    }
}
