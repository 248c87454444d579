using System.Text.Json;
using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

public sealed class PrepareCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FreeTalkFixture _corpus;

    public PrepareCommandTests() => _corpus = new FreeTalkFixture(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_corpus_as_delivered_gives_a_manifest_on_standard_output_and_a_table_on_standard_error()
    {
        var root = _corpus.Add("Training", "1-1", 1, "(FP:음) 안녕하세요").Add("Validation", "2-1", 2, "반갑습니다").Write();

        var result = Program.Run("prepare", "auto", root, "--out", _folder.File("out"));

        Assert.Equal((0, ""), (result.ExitCode, result.ExitCode == 0 ? "" : result.Error));
        Assert.Equal(_folder.File("out/manifest.csv"), result.Output.Trim());
        Assert.Contains("freetalk: top-level key 발화정보", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 audio files, 2 labelled utterances", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(_folder.File("out/manifest.csv")).Length);
        using var report = JsonDocument.Parse(File.ReadAllText(_folder.File("out/report.json")));
        Assert.Equal(2, report.RootElement.GetProperty("kept").GetInt32());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder.File("out/durations.png"))[..4]);
        Assert.Contains("   1             2  ####", result.Error, StringComparison.Ordinal);
        var frames = report.RootElement.GetProperty("frames_a_label_histogram");
        Assert.Equal((1, 1), (frames.GetProperty("syllable")[49 / 7].GetInt32(), frames.GetProperty("syllable")[49 / 5].GetInt32()));
        Assert.Equal(2, frames.GetProperty("jamo")[49 / 16].GetInt32()); // of 16 and 13 letters
    }

    [Fact]
    public void Fewer_than_nine_labels_in_ten_with_audio_is_a_failed_check_and_the_manifest_is_there()
    {
        for (var number = 0; number < 8; number++) _corpus.Add("Training", "1-1", number, "안녕하세요");
        var labels = _corpus.Zip("Training/[라벨]1.AI챗봇.zip");
        for (var number = 8; number < 10; number++) labels.Add(FreeTalkFixture.Entry("1-1", number, ".json"), FreeTalkFixture.Json("x", "안녕하세요"));

        var result = Program.Run("prepare", "freetalk", _corpus.Write(), "--out", _folder.File("out"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("8 of 10 labels", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("out/manifest.csv")));
        Assert.Equal(0, Program.Run("prepare", "freetalk", _corpus.Root, "--out", _folder.File("out"), "--min-match", "0.8").ExitCode);
    }

    [Fact]
    public void An_empty_corpus_is_an_error_of_the_data()
    {
        Directory.CreateDirectory(_folder.File("nothing"));

        var result = Program.Run("prepare", "auto", _folder.File("nothing"), "--out", _folder.File("out"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("empty corpus: no labels and no audio", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transcript_longer_than_its_frames_is_dropped_as_infeasible()
    {
        var root = _corpus.Add("Training", "1-1", 1, "안녕하세요")
            .Add("Training", "1-1", 2, "이것은 반 초에 말할 수 없는 아주 아주 긴 문장이라서 아무도 그렇게 빨리 말하지 못한다", seconds: 0.5).Write();

        var result = Program.Run("prepare", "109", root, "--out", _folder.File("out"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(",infeasible,", File.ReadAllText(_folder.File("out/dropped.csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("freetlak", "no corpus family 'freetlak'")]
    [InlineData("auto", "exclude one another", "--dev", "0.1", "--dev-speakers", "2")]
    [InlineData("auto", "exclude one another", "--cache", "--no-cache")]
    [InlineData("auto", "between 0 and 1", "--min-match", "2")]
    [InlineData("auto", "sampling", "--profile", "sampling")]
    [InlineData("auto", "Mode", "--mode", "sampling")]
    public void A_wrong_option_is_a_usage_error(string family, string message, params string[] options)
    {
        var result = Program.Run(["prepare", family, _corpus.Add("Training", "1-1", 1, "안녕").Write(), "--out", _folder.File("out"), .. options]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_not_there_is_an_error_of_the_data_that_names_it()
    {
        var result = Program.Run("prepare", "auto", _folder.File("no such corpus"), "--out", _folder.File("out"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("no such corpus: no such folder or archive", result.Error, StringComparison.Ordinal);
    }
}
