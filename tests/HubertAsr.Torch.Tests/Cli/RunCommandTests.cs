using System.Diagnostics;
using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>A recipe on a corpus of eight tones: what matters here is the way, not what is learned.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunCommandTests()
    {
        var corpus = new FreeTalkFixture(_folder.File("recipe/corpus"));
        for (var number = 0; number < 6; number++) corpus.Add("Training", number < 4 ? "1-1" : "1-2", number, "안녕하세요");
        for (var number = 6; number < 8; number++) corpus.Add("Validation", "2-1", number, number == 6 ? "네 알겠습니다" : "아니요");
        corpus.Write();
        File.WriteAllText(_folder.File("recipe/recipe.toml"), """
            [[corpus]]
            name = "tones"
            family = "freetalk"
            sources = ["corpus"]
            dev_speakers = 1

            [model]
            size = "nano"

            [train]
            max_updates = 4
            max_batch_seconds = 20
            warmup_updates = 1
            log_every_updates = 1
            validate_every_updates = 2
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recipe_runs_from_its_archives_to_a_model_and_a_second_run_has_nothing_left_to_do()
    {
        var first = Run("run", "--to", "train");

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Contains("step 4/4  loss ", first.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("out/model/model.safetensors")));
        Assert.True(File.Exists(_folder.File("out/model/vocab.json")));

        var second = Run("run", "--to", "train");

        Assert.Equal(0, second.ExitCode);
        Assert.Equal(3, second.Error.Split("finished before, its inputs have not changed; skipped").Length - 1);
    }

    [Fact]
    public void A_whole_run_ends_with_its_lines_and_says_where_model_and_report_are()
    {
        var result = Run("run", "--set", "lm.order=2", "--set", "evaluate.control=true");

        Assert.True(result.ExitCode == 0, result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^%CER [\d.]+ \[ \d+ / 10, \d+ ins, \d+ del, \d+ sub \] tones/AI챗봇$", lines[0]);
        Assert.StartsWith("model: ", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith("report: ", lines[^1], StringComparison.Ordinal);
        Assert.All(["lm/lm.bin", "run.json", "evaluation/report.html", "model/README.md"], file => Assert.True(File.Exists(_folder.File($"out/{file}")), file));
        Assert.DoesNotContain(Environment.MachineName, File.ReadAllText(_folder.File("out/run.json")), StringComparison.Ordinal);
        Assert.Contains("before beam and language model, by the best path alone:", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^%CER [\d.]+ \[ \d+ / 10, .* \] tones/AI챗봇$", result.Error);
    }

    [Fact]
    public void Whoever_uses_the_model_of_a_run_uses_its_language_model_too_unless_the_search_is_greedy()
    {
        Run("run", "--to", "train", "--set", "lm.order=2");
        File.Delete(_folder.File("out/lm/lm.bin"));
        var sound = SoundFile.Write(_folder.File("a.wav"), SoundFile.Babble(1));

        var transcribed = Program.Run("transcribe", "--model", _folder.File("out/model"), sound);
        var evaluated = Program.Run("evaluate", _folder.File("out/model"), _folder.File("out/data/manifest.csv"), "--out", _folder.File("evaluation"));

        Assert.Equal((3, 3), (transcribed.ExitCode, evaluated.ExitCode));
        Assert.All([transcribed, evaluated], result => Assert.Contains("lm.bin: no such file; a language model", result.Error, StringComparison.Ordinal));
        Assert.Equal(0, Program.Run("transcribe", "--model", _folder.File("out/model"), sound, "--beam", "1").ExitCode);
    }

    [Fact]
    public void A_finished_training_with_other_options_is_kept_under_another_name()
    {
        Run("run", "--to", "train");

        var result = Run("train", "--set", "train.seed=2");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("train: its options or inputs have changed since it last ran", result.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.File("out/train.1/checkpoints/best")));
    }

    [Fact]
    public void Training_without_prepared_data_says_what_to_run_first()
    {
        var result = Run("train");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("prepare: has not run yet, and a later stage needs it. 'hubert-asr run RECIPE --to prepare' makes it.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_training_keeps_a_checkpoint_and_goes_on_only_when_asked_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "interrupts are sent with kill, which Windows does not have");
        string[] many = ["--set", "train.max_updates=40", "--set", "train.validate_every_updates=40"];
        Assert.Equal(0, Run(["run", "--to", "tokenizer", .. many]).ExitCode);

        using var process = Program.Start(Words(["train", .. many]));
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("step 2/", StringComparison.Ordinal)) { }
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.True(Directory.Exists(_folder.File("out/train/checkpoints/last")));

        var refused = Run(["train", .. many]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--resume", refused.Error, StringComparison.Ordinal);

        var resumed = Run(["train", "--resume", .. many]);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("goes on after update ", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("step 40/40", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_folder_takes_one_process_at_a_time()
    {
        Directory.CreateDirectory(_folder.File("out"));
        using var held = new FileStream(_folder.File("out/run.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        var result = Run("run");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("another process is running a recipe there", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_prints_a_recipe_that_runs_and_touches_nothing()
    {
        var result = Run("run", "--dry-run");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("# prepare: will run: has not run yet", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));

        File.WriteAllText(_folder.File("printed.toml"), result.Output);
        var again = Program.Run("run", _folder.File("printed.toml"), "--dry-run", "--out", _folder.File("out"));
        Assert.Equal(result.Output, again.Output);
    }

    [Fact]
    public void A_corpus_without_validation_data_is_refused_before_the_first_update()
    {
        var result = Run("run", "--to", "train", "--set", "corpus.dev_speakers=0");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("dev_speakers", result.Error, StringComparison.Ordinal);
    }

    private ProgramResult Run(params string[] words) => Program.Run(Words(words));

    private string[] Words(string[] words) => [words[0], _folder.File("recipe"), .. words[1..], "--out", _folder.File("out")];

}
