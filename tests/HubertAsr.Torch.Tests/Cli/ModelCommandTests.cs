using System.Text.Json;
using System.Text.Json.Nodes;
using HubertAsr.Decoding;
using HubertAsr.Torch.Tests.Models;

namespace HubertAsr.Tests.Cli;

/// <summary>The verbs about model folders, through the real command line.</summary>
public sealed class ModelCommandTests
{
    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-large")]
    public void Encode_gives_the_reference_for_a_second_of_ones(string model)
    {
        using var folder = new TemporaryFolder();
        SoundFile.Write(folder["ones.wav"], [.. Enumerable.Repeat(1f, 16_000)]);

        var result = Program.Run("encode", folder["ones.wav"], "--model", Repository.Fixture($"models/{model}"), "--out", folder["out.safetensors"], "--layers", "all", "--logits", "--no-normalize");

        Assert.Equal(0, result.ExitCode);
        AssertSame(Repository.Fixture($"models/{model}-ones.safetensors"), folder["out.safetensors"], "ones");
    }

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-large")]
    public void Encode_gives_the_reference_for_speech(string model)
    {
        using var folder = new TemporaryFolder();
        var reference = Repository.Golden($"outputs/{model}.safetensors");
        using (var reader = SafetensorsReader.Open(reference))
            foreach (var clip in new[] { "clip0", "clip1" })
                SoundFile.Write(folder[clip + ".wav"], reader.ReadFloats(clip + ".waveform"));

        var result = Program.Run("encode", folder["clip0.wav"], folder["clip1.wav"], "--model", Repository.Golden($"models/{model}"), "--out", folder["out.safetensors"], "--layers", "all", "--logits");

        Assert.Equal(0, result.ExitCode);
        AssertSame(reference, folder["out.safetensors"], "clip0", "clip1");
    }

    [Fact]
    public void Encode_writes_only_the_stages_that_were_asked_for()
    {
        using var folder = new TemporaryFolder();
        SoundFile.Write(folder["a.wav"], new float[16_000]);

        Program.Run("encode", folder["a.wav"], "--model", Repository.Fixture("models/tiny-base"), "--out", folder["last.safetensors"]);
        Program.Run("encode", folder["a.wav"], "--model", Repository.Fixture("models/tiny-base"), "--out", folder["some.safetensors"], "--layers", "conv,projected,0,3,last");

        using var last = SafetensorsReader.Open(folder["last.safetensors"]);
        using var some = SafetensorsReader.Open(folder["some.safetensors"]);
        Assert.Equal(["a.last_hidden_state"], last.Names);
        Assert.Equal(["a.conv", "a.hidden.0", "a.hidden.3", "a.last_hidden_state", "a.projected"], some.Names.Order(StringComparer.Ordinal));
        Assert.Equal([49L, 64L], some.Tensors["a.hidden.3"].Shape);
    }

    [Fact]
    public void Two_inputs_of_one_stem_are_a_usage_error()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["b"]);
        SoundFile.Write(folder["a.wav"], new float[16_000]);
        SoundFile.Write(folder["b/a.wav"], new float[16_000]);

        var result = Program.Run("encode", folder["a.wav"], folder["b/a.wav"], "--model", Repository.Fixture("models/tiny-base"), "--out", folder["out.safetensors"]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("hubert-asr: 'a' is the key of 2 inputs", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_inputs_of_encode_have_the_exit_code_of_data_and_a_sentence()
    {
        using var folder = new TemporaryFolder();
        SoundFile.Write(folder["empty.wav"], []);
        File.WriteAllText(folder["text.wav"], "this is no audio\n");
        SoundFile.Write(folder["a.wav"], new float[16_000]);

        AssertData(Encode("empty.wav", Repository.Fixture("models/tiny-base")), "empty.wav");
        AssertData(Encode("text.wav", Repository.Fixture("models/tiny-base")), "text.wav");
        AssertData(Encode("a.wav", folder["no-model"]), "no-model: no such folder");
        Assert.False(File.Exists(folder["out.safetensors"]));

        ProgramResult Encode(string audio, string model) => Program.Run("encode", folder[audio], "--model", model, "--out", folder["out.safetensors"]);
    }

    [Fact]
    public void Half_a_safetensors_file_is_an_error_of_data()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        var bytes = File.ReadAllBytes(folder["model.safetensors"]);
        File.WriteAllBytes(folder["model.safetensors"], bytes[..(bytes.Length / 2)]);

        AssertData(Program.Run("inspect", folder.Path), "model.safetensors");
    }

    [Fact]
    public void A_pickle_that_would_run_a_command_is_refused_and_runs_nothing()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        File.Delete(folder["model.safetensors"]);
        File.WriteAllBytes(folder["pytorch_model.bin"], System.Text.Encoding.Latin1.GetBytes($"\u0080\u0002cos\nsystem\n(X{(char)(folder["pwned"].Length + 6)}\0\0\0touch {folder["pwned"]}tR."));

        AssertData(Program.Run("inspect", folder.Path), "os.system");
        Assert.False(File.Exists(folder["pwned"]));
    }

    [Fact]
    public void Heads_that_do_not_divide_the_width_are_an_error_and_unusual_ones_a_warning_that_names_the_file()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        var config = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!.AsObject();
        config["num_attention_heads"] = 5;
        File.WriteAllText(folder["config.json"], config.ToJsonString());
        AssertData(Program.Run("inspect", folder.Path), "config.json: num_attention_heads 5 does not divide hidden_size 64");

        config["num_attention_heads"] = 8;
        config["hidden_size"] = 768;
        config["intermediate_size"] = 64;
        config["num_hidden_layers"] = 1;
        File.WriteAllText(folder["config.json"], config.ToJsonString());
        var result = Program.Run("init", folder["wide"], "--config", folder["config.json"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("config.json: num_attention_heads 8 makes heads of 96", result.Error, StringComparison.Ordinal);
        Assert.Contains("config.json: num_attention_heads 8 makes heads of 96", Program.Run("inspect", folder["wide"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_says_what_a_model_is()
    {
        var result = Program.Run("inspect", Repository.Fixture("models/tiny-large"), "--json", "--keys");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(4, json.RootElement.GetProperty("layers").GetInt32());
        Assert.Equal(8, json.RootElement.GetProperty("heads").GetInt32());
        Assert.True(json.RootElement.GetProperty("fits").GetBoolean());
        Assert.Equal(70, json.RootElement.GetProperty("vocabulary").GetInt32());
        Assert.Equal(104, json.RootElement.GetProperty("keys").GetArrayLength());
    }

    [Fact]
    public void Inspect_fails_the_check_when_configuration_and_weights_differ()
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture("models/tiny-base"));
        File.WriteAllText(folder["config.json"], File.ReadAllText(folder["config.json"]).Replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2", StringComparison.Ordinal));

        var result = Program.Run("inspect", folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("hubert.encoder.layers.2.attention.k_proj.bias", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Init_writes_a_folder_that_inspect_accepts_and_encode_runs()
    {
        using var folder = new TemporaryFolder();
        SoundFile.Write(folder["a.wav"], new float[16_000]);

        Assert.Equal(0, Program.Run("init", folder["nano"], "--size", "nano", "--seed", "5").ExitCode);
        Assert.Equal(0, Program.Run("inspect", folder["nano"]).ExitCode);
        Assert.Equal(0, Program.Run("encode", folder["a.wav"], "--model", folder["nano"], "--out", folder["out.safetensors"], "--logits").ExitCode);
        Assert.Equal(2, Program.Run("init", folder["nano"], "--size", "nano").ExitCode);
        Assert.Equal(2, Program.Run("init", folder["other"], "--size", "huge").ExitCode);
    }

    [Theory]
    [InlineData("bin", "pytorch_model.bin")]
    [InlineData("flax", "flax_model.msgpack")]
    [InlineData("safetensors", "model.safetensors")]
    public void Convert_writes_a_folder_that_encodes_alike(string format, string file)
    {
        using var folder = new TemporaryFolder();
        SoundFile.Write(folder["ones.wav"], [.. Enumerable.Repeat(1f, 16_000)]);

        var result = Program.Run("convert", Repository.Fixture("models/tiny-base"), folder["out"], "--format", format);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(folder[$"out/{file}"], result.Output.Trim());

        Program.Run("encode", folder["ones.wav"], "--model", folder["out"], "--out", folder["ones.safetensors"], "--logits", "--no-normalize");
        AssertSame(Repository.Fixture("models/tiny-base-ones.safetensors"), folder["ones.safetensors"], "ones");
    }

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-large")]
    public void Parity_passes_for_the_reference_outputs_of_a_model(string model)
    {
        var result = Program.Run("parity", Repository.Golden($"models/{model}"), Repository.Golden($"outputs/{model}.safetensors"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("masked           last_hidden_state", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("stages within 0.0001", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tiny-base", "num_attention_heads", "8", "hidden.1", "num_attention_heads is 4, not 8, in the reference")]
    [InlineData("tiny-large", "layer_norm_eps", "0.1", "projected", "layer_norm_eps is 1E-05 in the reference")]
    [InlineData("tiny-large", "do_stable_layer_norm", "false", "hidden.0", "do_stable_layer_norm is true in the reference")]
    public void Parity_names_the_first_stage_that_fails_and_the_assumption_that_explains_it(string model, string key, string value, string stage, string explanation)
    {
        using var folder = TemporaryFolder.CopyOf(Repository.Fixture($"models/{model}"));
        var config = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!.AsObject();
        config[key] = JsonNode.Parse(value);
        File.WriteAllText(folder["config.json"], config.ToJsonString());

        var result = Program.Run("parity", folder.Path, Repository.Fixture($"models/{model}-ones.safetensors"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"first stage beyond 0.0001: ones {stage}; it would pass if {explanation}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_average_of_a_model_with_itself_is_the_model_and_others_are_refused()
    {
        using var folder = new TemporaryFolder();
        SoundFile.Write(folder["ones.wav"], [.. Enumerable.Repeat(1f, 16_000)]);
        var model = Repository.Fixture("models/tiny-base");

        Assert.Equal(0, Program.Run("average", model, model, folder["mean"]).ExitCode);
        Program.Run("encode", folder["ones.wav"], "--model", folder["mean"], "--out", folder["ones.safetensors"], "--logits", "--no-normalize");

        AssertSame(Repository.Fixture("models/tiny-base-ones.safetensors"), folder["ones.safetensors"], "ones");
        AssertData(Program.Run("average", model, Repository.Fixture("models/tiny-large"), folder["mixed"]), "Only checkpoints of one model can be averaged.");
        Assert.Equal(2, Program.Run("average", model, folder["alone"]).ExitCode);
    }

    private static void AssertData(ProgramResult result, string words)
    {
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Every tensor that was written is the reference's within 1e-4; the reference has a batch axis of one.</summary>
    private static void AssertSame(string referencePath, string actualPath, params string[] keys)
    {
        using var reference = SafetensorsReader.Open(referencePath);
        using var actual = SafetensorsReader.Open(actualPath);
        Assert.All(keys, key => Assert.Contains(key + ".log_probs", actual.Names));
        foreach (var name in actual.Names)
        {
            Assert.Equal(reference.Tensors[name].Shape[1..], actual.Tensors[name].Shape);
            Assert.Equal(reference.ReadFloats(name), actual.ReadFloats(name), new Close(1e-4f));
        }
    }
}
