using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

public sealed class SplitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manifest_is_divided_by_speaker_and_the_sizes_are_told()
    {
        var rows = Enumerable.Range(0, 200).Select(number => $"u{number},a.wav,0,16000,16000,가,s{number % 50}");
        var manifest = _folder.WriteText("manifest.csv", "id,audio,start,samples,rate,text,speaker\n" + string.Join('\n', rows) + "\n");

        var result = Program.Run("split", manifest, "--dev", "0.2", "--test", "0.2", "--seed", "3");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(manifest, result.Output.Trim());
        Assert.Contains("train", result.Error, StringComparison.Ordinal);
        var splits = File.ReadAllLines(manifest).Skip(1).Select(line => line.Split(',')).GroupBy(row => row[10]).Select(speaker => speaker.Select(row => row[9]).Distinct().Single());
        Assert.Equal(["dev", "test", "train"], splits.Distinct().Order());
    }

    [Theory]
    [InlineData(2, "leave nothing for train", "--dev", "0.6", "--test", "0.5")]
    [InlineData(2, "a share from 0 to below 1", "--dev", "1.5")]
    [InlineData(3, "no column session; found id, audio, text", "--by", "session")]
    public void What_cannot_be_divided_is_said(int exitCode, string message, params string[] options)
    {
        var manifest = _folder.WriteText("manifest.csv", "id,audio,text\nu1,a.wav,가\n");

        var result = Program.Run(["split", manifest, .. options]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
