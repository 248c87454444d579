using System.Diagnostics;
using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>A training killed with SIGKILL, wherever it stands, loses no finished work and no exactness.</summary>
public sealed class KilledTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public KilledTrainingTests()
    {
        var corpus = new FreeTalkFixture(_folder.File("recipe/corpus"));
        for (var number = 0; number < 6; number++) corpus.Add("Training", number < 4 ? "1-1" : "1-2", number, "안녕하세요");
        corpus.Write();
        // Everything that draws: two heads and a middle one, skipped layers, dropout, masks, and all that is done to a waveform.
        foreach (var folder in new[] { "noises", "rooms" })
        {
            Directory.CreateDirectory(_folder.File(folder));
            SoundFile.Write(_folder.File($"{folder}/a.wav"), [.. Enumerable.Range(0, 800).Select(i => MathF.Exp(-i / 100f) * MathF.Sin(i * i))]);
        }
        File.WriteAllText(_folder.File("recipe/recipe.toml"), $"""
            [[corpus]]
            name = "tones"
            family = "freetalk"
            sources = ["corpus"]
            dev_speakers = 1

            [tokenizer]
            second_unit = "syllable"

            [model]
            size = "nano"
            layerdrop = 0.3
            hidden_dropout = 0.1

            [train]
            max_updates = 12
            max_batch_seconds = 20
            warmup_updates = 1
            log_every_updates = 1
            validate_every_updates = 3
            freeze_conv_encoder = false
            ema_decay = 0.9
            accumulate_batches = 2
            loader_threads = 3
            intermediate_layer = 1

            [augment]
            speed_factors = [0.9, 1.0, 1.1]
            gain_db = 6
            telephone_prob = 0.5
            noise_folder = '{_folder.File("noises")}'
            room_folder = '{_folder.File("rooms")}'
            join_prob = 0.5
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_at_any_point_it_resumes_to_the_losses_of_a_run_never_killed()
    {
        var whole = Program.Run(Words("run", "whole", "--to", "train"));
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(0, Program.Run(Words("run", "killed", "--to", "tokenizer")).ExitCode);

        KillWhen("killed", line => line.StartsWith("step 2/", StringComparison.Ordinal)); // before the first checkpoint
        KillWhen("killed", line => line.StartsWith("step 5/", StringComparison.Ordinal)); // between two
        KillInsideCheckpoint("killed");
        KillWhen("killed", line => line.StartsWith("step 11/", StringComparison.Ordinal));
        var resumed = Program.Run(Words("train", "killed", "--resume"));

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(Metrics("whole"), Metrics("killed"));
        Assert.Equal(Weights("whole"), Weights("killed"));
    }

    private void KillWhen(string name, Predicate<string> isTime)
    {
        using var process = Program.Start(Words("train", name, "--resume"));
        while (process.StandardError.ReadLine() is { } line && !isTime(line)) { }
        Kill(process);
    }

    /// <summary>Kills while a checkpoint is half written: its folder is there under its temporary name, and stays so.</summary>
    private void KillInsideCheckpoint(string name)
    {
        var unfinished = _folder.File($"{name}/train/checkpoints/last.new");
        using var process = Program.Start(Words("train", name, "--resume"));
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        SpinWait.SpinUntil(() => Directory.Exists(unfinished) || process.HasExited);
        Kill(process);
        Assert.True(Directory.Exists(unfinished), "the checkpoint was finished before the training was killed");
    }

    private static void Kill(Process process)
    {
        Assert.False(process.HasExited, "the training ended before it could be killed");
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>All columns but the speed, which no two runs share.</summary>
    private IEnumerable<string> Metrics(string name)
        => File.ReadAllLines(_folder.File($"{name}/train/metrics.csv")).Select(row => string.Join(',', row.Split(',').Where((_, column) => column != 4)));

    private byte[] Weights(string name) => File.ReadAllBytes(_folder.File($"{name}/train/checkpoints/last/model.safetensors"));

    private string[] Words(string verb, string name, params string[] words) => [verb, _folder.File("recipe"), "--out", _folder.File(name), .. words];
}
