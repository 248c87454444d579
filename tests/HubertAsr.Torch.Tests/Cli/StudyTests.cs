using HubertAsr.Cli.Studies;
using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>A study on a corpus of tones, through the program.</summary>
public sealed class StudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StudyTests()
    {
        var corpus = new FreeTalkFixture(_folder.File("recipe/corpus"));
        for (var number = 0; number < 6; number++) corpus.Add("Training", number < 4 ? "1-1" : "1-2", number, "안녕하세요");
        corpus.Write();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_setting_is_run_once_and_one_table_ends_it()
    {
        Write("""grid = ["train.learning_rate = 1e-4 | 1e-3"]""");
        var result = Run("run", "--to", "train");

        Assert.True(result.ExitCode == 0, result.Error);
        var lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal("study rates", lines[0]);
        Assert.Matches(@"^train\.learning_rate +dev CER % +at update +ended$", lines[1]);
        Assert.Matches(@"^1e-4 +[\d.]+ +2 +done", lines[2]);
        Assert.Matches(@"^1e-3 +[\d.]+ +2 +done", lines[3]);
        Assert.Single(lines, line => line.EndsWith("done, best", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder.File("out/study/rates/train.learning_rate=1e-3/model/model.safetensors")));
        Assert.Single(Directory.GetFiles(_folder.File("out"), "manifest.csv", SearchOption.AllDirectories)); // prepared once
        Assert.Equal(3, File.ReadAllLines(_folder.File("out/study/rates/table.csv")).Length);

        Write("""grid = ["train.learning_rate = 1e-4 | 1e-3"]""" + "\n" + """list = ["tokenizer.unit = syllable; train.seed = 2"]""");
        var more = Run("run", "--to", "train");

        Assert.True(more.ExitCode == 0, more.Error);
        Assert.Equal(2, more.Error.Split("train: finished before, its inputs have not changed; skipped").Length - 1);
        Assert.Contains("as the recipe", more.Output, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder.File("out"), "manifest.csv", SearchOption.AllDirectories).Length); // another vocabulary, another folder
    }

    [Theory]
    [InlineData("""grid = ["train.lerning_rate = 1 | 2"]""", "unknown key 'lerning_rate' in [train]; did you mean 'learning_rate'?")]
    [InlineData("""list = ["train.seed = 1", "train.learning_rate = 7"]""", "train.learning_rate = 7; allowed is 0 to 1.")]
    [InlineData("", "study 'rates' has nothing to vary")]
    [InlineData("""list = ["train.seed"]""", "'train.seed' has no '='; 'section.key = value' was expected")]
    public void A_wrong_setting_is_said_before_anything_runs(string settings, string message)
    {
        Write(settings);
        var result = Run("run");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out/data")));
    }

    [Fact]
    public void A_dry_run_lists_the_runs_and_touches_nothing()
    {
        Write("""grid = ["train.seed = 1 | 2", "train.clip_norm = 0 | 5"]""");
        var result = Run("run", "--dry-run");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(4, result.Output.Split('\n').Count(line => line.StartsWith("# study run: ", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    [Fact]
    public void A_grid_is_every_combination_and_a_list_is_itself()
    {
        var study = new StudyOptions { Grid = ["a.x = 1 | 2", "a.y=3|4"], List = ["a.x = 9; a.z = 8"] };
        var runs = StudyRun.Combinations(study).Select(run => string.Join(" ", run.Select(setting => $"{setting.Key}={setting.Value}")));
        Assert.Equal(["a.x=1 a.y=3", "a.x=1 a.y=4", "a.x=2 a.y=3", "a.x=2 a.y=4", "a.x=9 a.z=8"], runs);
    }

    private void Write(string study) => File.WriteAllText(_folder.File("recipe/recipe.toml"), $"""
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
        validate_every_updates = 2

        [[study]]
        name = "rates"
        {study}
        """);

    private ProgramResult Run(params string[] words) => Program.Run([words[0], _folder.File("recipe"), .. words[1..], "--out", _folder.File("out")]);
}
