using System.Text.Json;
using HubertAsr.Decoding;

namespace HubertAsr.Tests.Cli;

/// <summary>The verb with a model whose weights are random: what it hears is nonsense, what it counts is not.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private static readonly string _model = Repository.Fixture("models/tiny-base");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-evaluate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Each_subset_gets_its_lines_and_every_row_its_hypothesis()
    {
        WriteTone("a.wav", 16_000, 220);
        WriteTone("b.wav", 12_000, 440);
        var manifest = WriteManifest("a,a.wav,네 네,known,test,s1", "b,b.wav,아니요,,test,s2", "c,a.wav,딴 것,,train,s1");

        var result = Evaluate(manifest, "--bootstrap", "100");

        Assert.True(result.ExitCode == 0, result.Error);
        var hypotheses = File.ReadAllLines(Path.Combine(_folder.FullName, "out", "hypotheses.tsv"));
        Assert.Equal(["a", "b"], hypotheses.Select(line => line.Split('\t')[0]));
        Assert.Contains("known", File.ReadAllText(Path.Combine(_folder.FullName, "out", "report.html")), StringComparison.Ordinal);
        Assert.Contains("\"nbest\":[", File.ReadAllLines(Path.Combine(_folder.FullName, "out", "details.jsonl"))[0], StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.StartsWith("%CER ", StringComparison.Ordinal)));
        Assert.Contains("] known\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("] test\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"/ {"네 네".Length}, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Scoring_the_hypotheses_it_wrote_gives_the_same_lines()
    {
        WriteTone("a.wav", 16_000, 220);
        var manifest = WriteManifest("a,a.wav,네 네,,test,s1");

        var evaluated = Evaluate(manifest);
        var scored = Program.Run("score", manifest, Path.Combine(_folder.FullName, "out", "hypotheses.tsv"));

        Assert.Equal(evaluated.Output, scored.Output);
    }

    [Fact]
    public void A_language_model_of_other_units_than_the_vocabulary_is_told()
    {
        WriteTone("a.wav", 16_000, 220);
        var model = Path.Combine(_folder.FullName, "syllables.arpa");
        new NGramModelBuilder(new LanguageModelOptions { Order = 2, Unit = NGramUnit.Syllable }, model).Build(["네 네", "아니요"], "test");

        var result = Evaluate(WriteManifest("a,a.wav,네,,test,s1"), "--lm", model, "--beam", "5");

        Assert.Contains("the language model is one of syllables", result.Error, StringComparison.Ordinal);
        Assert.Contains("and the vocabulary one of jamo", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Audio_that_cannot_be_read_is_named_and_makes_the_set_partial()
    {
        WriteTone("a.wav", 16_000, 220);
        File.WriteAllText(Path.Combine(_folder.FullName, "b.wav"), "this is no audio");
        var manifest = WriteManifest("a,a.wav,네,,test,s1", "b,b.wav,네,,test,s1", "c,gone.wav,네,,test,s1");

        var result = Evaluate(manifest);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("b: no hypothesis: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("c: no hypothesis: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(" test [PARTIAL]\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shorter_than_a_frame_is_heard_as_nothing()
    {
        WriteTone("a.wav", 100, 220);
        var result = Evaluate(WriteManifest("a,a.wav,네,,test,s1"));

        Assert.StartsWith("%CER 100.00 [ 1 / 1, 0 ins, 1 del, 0 sub ] test\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_no_row_has_is_a_data_error_that_names_it()
    {
        var result = Evaluate(WriteManifest("a,a.wav,네,,train,s1"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("no row with split test", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("isotonic")]
    [InlineData("platt")]
    public void Confidences_are_calibrated_on_dev_by_the_method_that_was_asked_for(string method)
    {
        WriteTone("a.wav", 16_000, 220);
        WriteTone("b.wav", 12_000, 440);

        var result = Evaluate(WriteManifest("a,a.wav,네 네,,test,s1", "b,b.wav,아니요,,dev,s2"), "--calibrate", method);

        Assert.True(result.ExitCode == 0, result.Error);
        using var calibration = JsonDocument.Parse(File.ReadAllText(CalibrationPath));
        Assert.Equal((method, "dev"), (calibration.RootElement.GetProperty("method").GetString(), calibration.RootElement.GetProperty("fitted_on").GetString()));
        Assert.DoesNotContain("] dev\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_calibration_none_is_written()
    {
        WriteTone("a.wav", 16_000, 220);
        var manifest = WriteManifest("a,a.wav,네 네,,test,s1", "b,a.wav,아니요,,dev,s2");

        Assert.Equal(0, Evaluate(manifest, "--calibrate", "off").ExitCode);
        Assert.False(File.Exists(CalibrationPath));
        Assert.Equal(2, Evaluate(manifest, "--calibrate", "by-eye").ExitCode);
    }

    private string CalibrationPath => Path.Combine(_folder.FullName, "out", "calibration.json");

    private ProgramResult Evaluate(string manifest, params string[] words) =>
        Program.Run(["evaluate", _model, manifest, "--out", Path.Combine(_folder.FullName, "out"), "--device", "cpu", .. words]);

    private string WriteManifest(params string[] rows)
    {
        var path = Path.Combine(_folder.FullName, "manifest.csv");
        File.WriteAllLines(path, ["id,audio,text,subset,split,speaker", .. rows]);
        return path;
    }

    private void WriteTone(string name, int sampleCount, double hz) =>
        SoundFile.Write(Path.Combine(_folder.FullName, name), [.. Enumerable.Range(0, sampleCount).Select(n => (float)(0.27 * Math.Sin(2 * Math.PI * hz * n / 16_000)))]);
}
