using HubertAsr.Decoding;
using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>Pre-training through the real program, on a corpus of tones.</summary>
public sealed class PretrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PretrainCommandTests()
    {
        var corpus = new FreeTalkFixture(_folder.File("recipe/corpus"));
        for (var number = 0; number < 8; number++) corpus.Add("Training", number < 6 ? "1-1" : "1-2", number, "안녕하세요");
        corpus.Write();
        File.WriteAllText(_folder.File("recipe/recipe.toml"), """
            [[corpus]]
            family = "freetalk"
            sources = ["corpus"]
            dev_speakers = 1

            [model]
            size = "nano"

            [[pretrain]]
            clusters = 5
            sample_share = 1.0
            initializations = 2
            projection_size = 16
            mask_length = 2

            [[pretrain]]
            features = "layer"
            layer = 2
            clusters = 4
            sample_share = 1.0
            initializations = 2
            projection_size = 16
            max_updates = 2

            [train]
            max_updates = 4
            max_batch_seconds = 20
            warmup_updates = 1
            freeze_conv_encoder = false
            log_every_updates = 1
            validate_every_updates = 2
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_iterations_run_from_archives_to_an_encoder_and_a_changed_second_one_leaves_the_first_alone()
    {
        var first = Pretrain();

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Matches(@"kmeans\.1: \d+ frames, \d of 5 clusters in use, entropy \d\.\d\d of 1\.61 nats", first.Output);
        Assert.True(File.Exists(_folder.File("out/pretrain/1/train/accuracy.png")));
        Assert.False(File.Exists(_folder.File("out/pretrain/1/train/cer.png")));
        Assert.Contains("kmeans.1: PNMI", first.Output, StringComparison.Ordinal);
        Assert.Contains("train.2: 2 updates, dev accuracy", first.Output, StringComparison.Ordinal);
        Assert.Contains("accuracy masked", first.Error, StringComparison.Ordinal);
        using (var head = SafetensorsReader.Open(_folder.File("out/model/pretraining_head.safetensors"))) Assert.Equal([4, 16], head.Tensors["label_embs_concat"].Shape);
        using (var weights = SafetensorsReader.Open(_folder.File("out/model/model.safetensors"))) Assert.Contains("encoder.layers.0.attention.q_proj.weight", weights.Names);
        Assert.Contains("\"HubertModel\"", File.ReadAllText(_folder.File("out/model/config.json")), StringComparison.Ordinal);

        var again = Pretrain();
        Assert.Equal(7, again.Error.Split("finished before, its inputs have not changed; skipped").Length - 1);

        File.WriteAllText(_folder.File("recipe/recipe.toml"), File.ReadAllText(_folder.File("recipe/recipe.toml")).Replace("clusters = 4", "clusters = 3", StringComparison.Ordinal));
        var changed = Pretrain();
        Assert.True(changed.ExitCode == 0, changed.Error);
        Assert.Contains("train.1: finished before", changed.Error, StringComparison.Ordinal);
        Assert.Contains("kmeans.2: 3 clusters", changed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pre_training_goes_on_with_the_clusters_and_the_head_it_left()
    {
        Assert.Equal(0, Pretrain("--to", "train.1").ExitCode);
        var model = _folder.File("out/pretrain/1/model");
        File.WriteAllText(_folder.File("recipe/recipe.toml"), $"""
            [[corpus]]
            family = "freetalk"
            sources = ["corpus"]
            dev_speakers = 1

            [model]
            init = '{model}'

            [[pretrain]]
            codebook = '{Path.Combine(model, "codebook.safetensors")}'
            projection_size = 16

            [train]
            max_updates = 2
            validate_every_updates = 2
            """);
        var result = Program.Run("pretrain", _folder.File("recipe"), "--out", _folder.File("on"), "--threads", "1");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("goes on with the head of", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_model_to_go_on_with_makes_its_features_and_clusters_anew()
    {
        foreach (var seed in new[] { "1", "2" }) Assert.Equal(0, Program.Run("init", _folder.File($"model{seed}"), "--size", "nano", "--seed", seed).ExitCode);
        var recipe = _folder.File("recipe/recipe.toml");
        var (head, options) = (File.ReadAllText(recipe).Split("[model]")[0], """
            [[pretrain]]
            features = "layer"
            layer = 2
            clusters = 4
            sample_share = 1.0
            initializations = 2
            projection_size = 16

            [train]
            max_updates = 2
            validate_every_updates = 2
            """);
        string From(string model) => $"{head}[model]\ninit = '{_folder.File(model)}'\n\n{options}";
        File.WriteAllText(recipe, From("model1"));
        Assert.Equal(0, Pretrain("--to", "kmeans.1").ExitCode);
        var first = File.ReadAllBytes(_folder.File("out/pretrain/1/codebook.safetensors"));

        File.WriteAllText(recipe, From("model2"));
        var other = Pretrain("--to", "kmeans.1");

        Assert.Contains("features.1: its options or inputs have changed", other.Error, StringComparison.Ordinal);
        Assert.NotEqual(first, File.ReadAllBytes(_folder.File("out/pretrain/1/codebook.safetensors")));
    }

    [Fact]
    public void Killed_in_features_in_clustering_and_in_training_it_goes_on_to_the_same_model()
    {
        var whole = Program.Run("pretrain", _folder.File("recipe"), "--out", _folder.File("whole"), "--threads", "1", "--to", "train.1");
        Assert.True(whole.ExitCode == 0, whole.Error);

        foreach (var sign in new[] { "features", "codebook.safetensors", "train/checkpoints" }) KillOnceThereIs(_folder.File($"out/pretrain/1/{sign}"));
        var resumed = Pretrain("--resume", "--to", "train.1");

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        foreach (var file in new[] { "model.safetensors", "pretraining_head.safetensors", "codebook.safetensors" })
            Assert.Equal(File.ReadAllBytes(_folder.File($"whole/pretrain/1/model/{file}")), File.ReadAllBytes(_folder.File($"out/pretrain/1/model/{file}")));
    }

    [Theory]
    [InlineData("clusters = 5", "clusters = 5000", 3, "frames for 5000 clusters")]
    [InlineData("clusters = 5", "clusters = 1", 2, "2 to 65536")]
    [InlineData("layer = 2", "layer = 9", 3, "layers 1 to 3")]
    [InlineData("layer = 2", "layer = 0", 2, "layer")]
    [InlineData("mask_length = 2", "masked_weight = 0.0", 2, "nothing to learn")]
    [InlineData("freeze_conv_encoder = false", "", 2, "would stay random")]
    [InlineData("warmup_updates = 1", "trim_silence = true", 2, "train.trim_silence")]
    [InlineData("clusters = 5", "features = 'layer'", 2, "there is no model before it")]
    public void A_value_that_cannot_be_is_refused_with_what_can(string key, string value, int code, string message)
    {
        var recipe = _folder.File("recipe/recipe.toml");
        File.WriteAllText(recipe, File.ReadAllText(recipe).Replace(key, value, StringComparison.Ordinal));
        var result = Pretrain();
        Assert.True(code == result.ExitCode, result.Error);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_without_iterations_is_refused()
    {
        File.WriteAllText(_folder.File("recipe/recipe.toml"), "[model]\nsize = \"nano\"\n");
        var result = Pretrain();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no [[pretrain]]", result.Error, StringComparison.Ordinal);
    }

    private void KillOnceThereIs(string path)
    {
        using var program = Program.Start("pretrain", _folder.File("recipe"), "--out", _folder.File("out"), "--threads", "1", "--resume", "--to", "train.1");
        SpinWait.SpinUntil(() => program.HasExited || Path.Exists(path));
        program.Kill();
        program.WaitForExit();
    }

    private ProgramResult Pretrain(params string[] arguments) =>
        Program.Run(["pretrain", _folder.File("recipe"), "--out", _folder.File("out"), "--threads", "1", .. arguments]);
}
