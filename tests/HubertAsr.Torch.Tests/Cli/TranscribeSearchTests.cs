using HubertAsr.Decoding;
using HubertAsr.Tests.Transcription;
using HubertAsr.Text;

namespace HubertAsr.Tests.Cli;

/// <summary>By which search <c>transcribe</c> reads, and who says so.</summary>
public sealed class TranscribeSearchTests : IDisposable
{
    private static readonly string _model = Repository.Fixture("models/tiny-base");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_hearing_by_sentences_says_that_it_needs_a_model_that_finds_them()
    {
        SoundFile.Write(_folder.File("a.wav"), SoundFile.Babble(1));
        File.WriteAllText(_folder.File("words.txt"), "가 나\n");
        Assert.Equal(0, Program.Run("lm", "build", _folder.File("words.txt"), "--order", "2", "--out", _folder.File("words.arpa")).ExitCode);
        string[] command = ["transcribe", _folder.File("a.wav"), "--model", _model, "--rehear-sentences", "on"];

        var without = Program.Run(command);
        var with = Program.Run([.. command, "--lm", _folder.File("words.arpa")]);
        var off = Program.Run([.. command, "--lm", _folder.File("words.arpa"), "--sentence-ends", "off"]);

        Assert.Equal((0, 0, 0), (without.ExitCode, with.ExitCode, off.ExitCode));
        Assert.Contains("rehear_sentences is without effect: there is no language model of words", without.Error);
        Assert.DoesNotContain("rehear_sentences", with.Error);
        Assert.Contains("rehear_sentences is without effect: sentence_ends is off", off.Error);
    }

    [Fact]
    public void A_run_folder_gives_its_best_model_and_its_way_of_search_and_cutting_which_the_command_line_overrides()
    {
        var path = SoundFile.Write(_folder.File("a.wav"), SoundFile.Babble(2));
        var (run, best) = (_folder.File("run"), _folder.File("run/train/checkpoints/best"));
        foreach (var folder in new[] { best, _folder.File("run/model") })
        {
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.GetFiles(_model)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
        File.WriteAllText(Path.Combine(run, "recipe.toml"), "[model]\nsize = \"base\"\n[decode]\nbeam = 1\nchunk_seconds = 1.0\noverlap_seconds = 0.5\nmin_silence_seconds = 5.0\n");
        string Transcribed(string model, params string[] further) => Program.Run(["transcribe", path, "--model", model, "--format", "json", .. further]).Output;

        string[] cut = ["--chunk", "1s", "--min-silence-seconds", "5"];
        var greedy = Transcribed(_model, ["--beam", "1", .. cut]);

        Assert.NotEqual(Transcribed(_model, "--beam", "1"), greedy);
        Assert.NotEqual(Transcribed(_model, cut), greedy);
        Assert.Equal(greedy, Transcribed(run));
        Assert.Equal(greedy, Transcribed(best));
        Assert.Equal(Transcribed(_model, "--beam", "20"), Transcribed(run, "--beam", "20", "--chunk", "20s"));
    }

    [Fact]
    public void A_greedy_search_gives_the_text_of_the_best_labels_that_compose()
    {
        var path = SoundFile.Write(_folder.File("a.wav"), SoundFile.Babble(2));

        var text = Program.Run("transcribe", path, "--model", _model, "--beam", "1", "--hangul-automaton", "off").Output.TrimEnd('\n');
        var composed = Program.Run("transcribe", path, "--model", _model, "--beam", "1").Output.TrimEnd('\n');
        Program.Run("encode", path, "--model", _model, "--out", _folder.File("e.safetensors"), "--logits");

        var vocabulary = CtcVocabulary.Load(_model);
        using var reader = SafetensorsReader.Open(_folder.File("e.safetensors"));
        var logProbs = reader.ReadFloats("a.log_probs");
        var labels = GreedySearch.Labels(new Emissions(logProbs, logProbs.Length / vocabulary.Count, vocabulary.Count), vocabulary.BlankId);
        Assert.Equal(CtcTokenizer.Create(vocabulary).DecodeLabels(labels), text);
        Assert.Contains(text, letter => letter is >= '\u1100' and <= '\u11FF');
        Assert.DoesNotContain(composed, letter => letter is >= '\u1100' and <= '\u11FF');
    }
}
