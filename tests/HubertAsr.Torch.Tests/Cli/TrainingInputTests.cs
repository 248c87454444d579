using System.Text.Json;
using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>What a training is given may be wrong in many ways; each is said before or instead of an update. Through the program, as a person meets it.</summary>
public sealed class TrainingInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainingInputTests()
    {
        var corpus = new FreeTalkFixture(_folder.File("recipe/corpus"));
        for (var number = 0; number < 6; number++) corpus.Add("Training", number < 4 ? "1-1" : "1-2", number, "안녕하세요");
        for (var number = 6; number < 8; number++) corpus.Add("Validation", "2-1", number, "네 알겠습니다");
        corpus.Write();
        File.WriteAllText(_folder.File("recipe/recipe.toml"), """
            [[corpus]]
            family = "freetalk"
            sources = ["corpus"]
            dev_speakers = 1

            [model]
            size = "nano"

            [train]
            max_updates = 2
            max_batch_seconds = 20
            warmup_updates = 1
            log_every_updates = 1
            validate_every_updates = 2
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train.learning_rate=3", "train.learning_rate = 3; allowed is 0 to 1.")]
    [InlineData("train.max_batch_seconds=0", "train.max_batch_seconds = 0; allowed is 0.1 to 100000.")]
    [InlineData("train.precision=fp8", "train.precision = \"fp8\"; one of fp32 | bf16 | fp16 was expected.")]
    [InlineData("train.max_seconds=30", "max_batch_seconds 20 does not hold one utterance of max_seconds 30")]
    [InlineData("augment.mask_time_prob=1.5", "augment.mask_time_prob = 1.5; allowed is 0 to 1.")]
    [InlineData("train.intermediate_layer=0", "train.intermediate_layer = 0; allowed is 1 to 1000.")]
    [InlineData("tokenizer.second_unit=jamo", "second_unit \"jamo\" is the unit of the first head too")]
    [InlineData("decode.joint_weight=2", "decode.joint_weight = 2; allowed is 0 to 1.")]
    public void A_value_out_of_range_is_refused_with_what_is_allowed(string setting, string message)
        => Refused(Run("run", "--set", setting), 2, message);

    [Fact]
    public void A_vocabulary_that_is_not_the_transcripts_is_refused()
    {
        Prepared();
        var vocabulary = new Dictionary<string, int> { ["[PAD]"] = 0, ["[UNK]"] = 1, ["|"] = 2, ["ᄀ"] = 3, ["ᅡ"] = 4 };
        File.WriteAllText(_folder.File("out/tokenizer/vocab.json"), JsonSerializer.Serialize(vocabulary));
        Refused(Run("train"), 3, "labels are not in the vocabulary");
    }

    [Fact]
    public void A_manifest_whose_audio_is_gone_is_named()
    {
        Prepared();
        var manifest = _folder.File("out/data/manifest.csv");
        var rows = Manifest.Read(manifest).Select(row => row.Split == "train" ? row with { Audio = row.Audio.Replace(".zip!", "-gone.zip!", StringComparison.Ordinal) } : row).ToList();
        using (var writer = new ManifestWriter(manifest))
        {
            rows.ForEach(writer.Write);
            writer.Commit();
        }
        Refused(Run("train"), 3, "-gone.zip");
    }

    [Fact]
    public void A_manifest_without_development_rows_says_how_to_get_some()
    {
        Prepared();
        var manifest = _folder.File("out/data/manifest.csv");
        var rows = Manifest.Read(manifest).Where(row => row.Split == "train").ToList();
        using (var writer = new ManifestWriter(manifest))
        {
            rows.ForEach(writer.Write);
            writer.Commit();
        }
        Refused(Run("train"), 3, "no row with split 'dev' to use (there is none). Carve a development set");
    }

    [Fact]
    public void A_checkpoint_of_another_vocabulary_gets_a_new_head_and_says_so()
    {
        var init = Program.Run("init", _folder.File("start"), "--size", "nano", "--seed", "1");
        Assert.True(init.ExitCode == 0, init.Error);
        File.WriteAllText(_folder.File("recipe/recipe.toml"), File.ReadAllText(_folder.File("recipe/recipe.toml")).Replace("size = \"nano\"", $"init = '{_folder.File("start")}'", StringComparison.Ordinal));
        var result = Run("run", "--to", "train", "--set", "tokenizer.unit=syllable");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("a new one was drawn and must be trained", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_do_not_fit_their_configuration_are_refused_before_the_first_update()
    {
        Program.Run("init", _folder.File("start"), "--size", "nano", "--seed", "1");
        var config = _folder.File("start/config.json");
        var text = File.ReadAllText(config);
        File.WriteAllText(config, System.Text.RegularExpressions.Regex.Replace(text, "\"num_hidden_layers\": \\d+", "\"num_hidden_layers\": 9"));
        File.WriteAllText(_folder.File("recipe/recipe.toml"), File.ReadAllText(_folder.File("recipe/recipe.toml")).Replace("size = \"nano\"", $"init = '{_folder.File("start")}'", StringComparison.Ordinal));
        var result = Run("run", "--to", "train");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("missing", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("step 1/", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_process_on_a_run_folder_is_refused()
    {
        Directory.CreateDirectory(_folder.File("out"));
        using var held = new FileStream(_folder.File("out/run.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Refused(Run("train"), 4, "another process is running a recipe there");
    }

    [Fact]
    public void Two_heads_go_the_whole_way_from_recipe_to_joint_text()
    {
        var result = Run("run", "--set", "tokenizer.second_unit=syllable", "--set", "train.intermediate_layer=1", "--set", "train.max_updates=1", "--set", "train.learning_rate=1e-7", "--set", "report.audio=false");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("tokens of syllable", result.Error, StringComparison.Ordinal);
        Assert.Contains(", second head ", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("out/model/second_head/vocab.json")));
        Assert.StartsWith("%CER ", result.Output, StringComparison.Ordinal);

        var checkpoints = _folder.File("out/train/checkpoints");
        Assert.Equal(0, Program.Run("average", Path.Combine(checkpoints, "best"), Path.Combine(checkpoints, "last"), _folder.File("mean")).ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.File("out/model/second_head/head.safetensors")), File.ReadAllBytes(_folder.File("mean/second_head/head.safetensors")));
        Assert.Equal(0, Program.Run("convert", _folder.File("mean"), _folder.File("copy"), "--format", "bin").ExitCode);
        Assert.True(File.Exists(_folder.File("copy/second_head/head.safetensors")));

        // One head that cannot tell blank, ᄀ and ᅡ apart, and one that is sure of the blank: together they say less.
        SaysOnly(_folder.File("mean/model.safetensors"), "lm_head", (0, 20), (3, 20), (22, 20));
        SaysOnly(_folder.File("mean/second_head/head.safetensors"), "second_head", (0, 20));
        SoundFile.Write(_folder.File("talk.wav"), [.. Enumerable.Range(0, 24_000).Select(i => 0.3f * MathF.Sin(0.05f * i * (1 + i / 6000)))]);
        Assert.True(Heard("1").Length < Heard("0").Length, $"{Heard("0")} {Heard("1")}");

        string Heard(string share)
        {
            var transcript = Program.Run("transcribe", _folder.File("talk.wav"), "--model", _folder.File("mean"), "--joint-weight", share);
            Assert.True(transcript.ExitCode == 0, transcript.Error);
            return transcript.Output;
        }
    }

    /// <summary>Makes a head deaf: whatever comes, its logits are these, and 0 for every other token.</summary>
    private static void SaysOnly(string path, string head, params (int Token, float Logit)[] logits)
    {
        var tensors = new Dictionary<string, (long[] Shape, float[] Values)>();
        using (var file = SafetensorsReader.Open(path))
            foreach (var name in file.Names) tensors[name] = ([.. file.Tensor(name).Shape], file.ReadFloats(name));
        Array.Clear(tensors[$"{head}.weight"].Values);
        Array.Clear(tensors[$"{head}.bias"].Values);
        foreach (var (token, logit) in logits) tensors[$"{head}.bias"].Values[token] = logit;
        using var writer = new SafetensorsWriter(path);
        foreach (var (name, (shape, values)) in tensors) writer.Add(name, shape, values);
        writer.Complete();
    }

    private void Prepared() => Assert.Equal(0, Run("run", "--to", "tokenizer").ExitCode);

    private static void Refused(ProgramResult result, int code, string message)
    {
        Assert.True(code == result.ExitCode, $"{result.ExitCode}: {result.Error}");
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("step 1/", result.Error, StringComparison.Ordinal);
    }

    private ProgramResult Run(params string[] words) => Program.Run([words[0], _folder.File("recipe"), .. words[1..], "--out", _folder.File("out")]);
}
