using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>Pre-training through the real program, on recordings without transcripts, good and bad.</summary>
public sealed class PretrainAudioTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PretrainAudioTests() => Directory.CreateDirectory(_folder.File("recordings"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recordings_alone_are_learned_from_and_what_is_odd_about_them_is_named()
    {
        for (var number = 0; number < 10; number++) Record($"tone{number}", Wav.File(1, hertz: 100 * (number + 1)));
        Record("telephone", Wav.File(1, rateHz: 8000));
        Record("hiss", Hiss(loudest: 3));

        var result = Pretrain("clusters = 4");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("a manifest to pre-train on", result.Error, StringComparison.Ordinal);
        Assert.Contains("features.1: without frames: 0 too short, 1 silent: hiss: silent", result.Error, StringComparison.Ordinal);
        Assert.Contains("files of several rates (1 at 8000 Hz, ", result.Error, StringComparison.Ordinal);
        Assert.Contains("nothing is transcribed", result.Output, StringComparison.Ordinal);
        Assert.Contains("train.1: 2 updates", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_alone_is_refused()
    {
        for (var number = 0; number < 4; number++) Record($"hiss{number}", Hiss(loudest: number));
        var result = Pretrain("clusters = 4");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("0 too short, ", result.Error, StringComparison.Ordinal);
        Assert.Contains("no utterance of split train gives a frame to cluster", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Clusters_of_which_one_holds_most_frames_are_told_before_compute_is_spent()
    {
        for (var number = 0; number < 9; number++) Record($"tone{number}", Wav.File(1));
        Record("noise", Hiss(loudest: 9000));
        var result = Pretrain("clusters = 2");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("alarm collapse: one cluster holds", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out/pretrain/1/train")));
    }

    [Fact]
    public void An_utterance_that_outgrew_its_labels_is_left_out_by_name()
    {
        for (var number = 0; number < 10; number++) Record($"tone{number}", Wav.File(1, hertz: 100 * (number + 1)));
        Assert.Equal(0, Pretrain("clusters = 4", "--to", "prepare").ExitCode);
        var manifest = _folder.File("out/data/manifest.csv");
        var grown = File.ReadLines(manifest).First(line => line.Contains(",train,", StringComparison.Ordinal));
        var whole = File.ReadAllText(manifest);
        File.WriteAllText(manifest, whole.Replace(grown, grown.Replace(",16000,16000,", ",12000,16000,", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal(0, Pretrain("clusters = 4", "--to", "kmeans.1").ExitCode);

        File.WriteAllText(manifest, whole);
        var result = Pretrain("clusters = 4", "--from", "train.1");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"{grown.Split(',')[0]}: 73 labels at 100 Hz = 37 frames, 49 there; more than one is without", result.Error, StringComparison.Ordinal);
    }

    private static byte[] Hiss(int loudest)
    {
        var random = new Random(loudest);
        return Wav.WithHeader([.. Enumerable.Range(0, 16_000).SelectMany(_ => BitConverter.GetBytes((short)random.Next(-loudest, loudest + 1)))], 16_000);
    }

    private void Record(string name, byte[] wave) => File.WriteAllBytes(_folder.File($"recordings/{name}.wav"), wave);

    private ProgramResult Pretrain(string clusters, params string[] arguments)
    {
        File.WriteAllText(_folder.File("recipe.toml"), $"""
            [[corpus]]
            family = "audio"
            sources = ["recordings"]
            dev = 0.3

            [model]
            size = "nano"

            [[pretrain]]
            {clusters}
            sample_share = 1.0
            initializations = 2
            projection_size = 16

            [train]
            max_updates = 2
            max_batch_seconds = 20
            freeze_conv_encoder = false
            validate_every_updates = 2
            """);
        return Program.Run(["pretrain", _folder.File("recipe.toml"), "--out", _folder.File("out"), "--threads", "1", .. arguments]);
    }
}
