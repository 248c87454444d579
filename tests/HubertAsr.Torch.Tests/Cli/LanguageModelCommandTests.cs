using System.Globalization;
using System.Text.Json;

namespace HubertAsr.Tests.Cli;

public sealed class LanguageModelCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-lm-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_model_is_built_converted_described_and_scores_a_sentence()
    {
        var text = Write("text.txt", string.Concat(Enumerable.Repeat("나는 밥을 먹는다\n너는 물을 마신다\n나는 물을 먹는다\n", 3)));

        var built = Program.Run("lm", "build", text, "--order", "3", "--prune", "0", "0", "0", "--memory", "64M", "--out", Place("m.arpa.gz"));
        var converted = Program.Run("lm", "convert", Place("m.arpa.gz"), Place("m.bin"), "--type", "trie", "--quantize");
        var info = Program.Run("lm", "info", Place("m.bin"), "--json");
        var scored = Program.Run("나는 밥을 먹는다\n", ["lm", "score", Place("m.arpa.gz"), "-", "--json"]);

        Assert.Equal((0, 0, 0, 0), (built.ExitCode, converted.ExitCode, info.ExitCode, scored.ExitCode));
        Assert.Contains("9 sentences, 27 tokens", built.Error, StringComparison.Ordinal);
        Assert.Equal(3, JsonDocument.Parse(info.Output).RootElement.GetProperty("order").GetInt32());
        var words = JsonDocument.Parse(scored.Output).RootElement.GetProperty("words");
        Assert.Equal("나는", words[0].GetProperty("word").GetString());
        Assert.False(words[0].GetProperty("oov").GetBoolean());
        Assert.Equal(3, words[2].GetProperty("ngram").GetInt32());
        Assert.Contains("perplexity", scored.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_models_are_mixed_for_a_dev_text()
    {
        Program.Run("lm", "build", Write("a.txt", "나는 밥을 먹는다\n너는 밥을 먹는다\n"), "--out", Place("a.arpa"));
        Program.Run("lm", "build", Write("b.txt", "나는 물을 마신다\n너는 물을 마신다\n"), "--out", Place("b.arpa"));

        var mixed = Program.Run("lm", "mix", Place("a.arpa"), Place("b.arpa"), "--dev", Write("dev.txt", "나는 밥을 먹는다\n"), "--out", Place("mixed.bin"));
        var scored = Program.Run("너는 물을 마신다\n", ["lm", "score", Place("mixed.bin")]);

        Assert.Equal((0, 0), (mixed.ExitCode, scored.ExitCode));
        Assert.Contains("perplexity", mixed.Error, StringComparison.Ordinal);
        Assert.InRange(double.Parse(scored.Output, CultureInfo.InvariantCulture), -20, -0.5);
    }

    [Fact]
    public void A_file_is_scored_as_its_lines_are()
    {
        // Sums of every form: whole, many digits, a tie at the seventh decimal.
        var arpa = Write("m.arpa", "\\data\\\nngram 1=7\nngram 2=1\n\n\\1-grams:\n-7.25\t<unk>\n0\t<s>\t-0.5\n-1\t</s>\n-2\t가\t0\n-0.0078125\t나\t0\n-123456.78\t다\t0\n0\t라\t0\n\n\\2-grams:\n-0.1\t<s> 라\n\n\\end\\\n");
        const string lines = "가\n나\n나 나\n가 나\n다\n라\n라 라\n\n모르는 말\n가 가 가\n";

        var each = Program.Run(lines, ["lm", "score", arpa]);
        var file = Program.Run("lm", "score", arpa, Write("lines.txt", lines));

        Assert.Equal(0, file.ExitCode);
        Assert.Equal(each.Output, file.Output);
        Assert.Equal(10, file.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Work_whose_result_nobody_reads_any_more_ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a closed pipe is told otherwise there");
        using var process = Program.Start("lm", "score", Write("m.arpa", "\\data\\\nngram 1=3\n\n\\1-grams:\n-1\t<unk>\n0\t<s>\n-1\t</s>\n\n\\end\\\n"), "-");
        process.StandardInput.AutoFlush = true;
        process.StandardInput.WriteLine("가");
        Assert.Equal("-2", process.StandardOutput.ReadLine());

        process.StandardOutput.Close();
        try
        {
            // Enough to fill every buffer on the way, and an end: a program that goes on must fail here, not hang.
            for (var line = 0; line < 100_000 && !process.HasExited; line++) process.StandardInput.WriteLine("가");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone.
        }

        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("", process.StandardError.ReadToEnd());
    }

    [Fact]
    public void Golden_queries_are_answered_on_standard_output()
    {
        var scored = Program.Run("매우밋밋그래도 뭔가 더 나오겠지 했는데 시간널널한사람만너무기대말고보시길\n", ["lm", "score", Repository.Golden("lm/word3.probing.bin")]);

        Assert.Equal(-24.528167724609375, double.Parse(scored.Output, CultureInfo.InvariantCulture), 1e-5);
    }

    [Fact]
    public void Empty_text_a_truncated_binary_and_a_false_size_end_with_their_exit_codes()
    {
        var empty = Program.Run("lm", "build", Write("empty.txt", ""), "--out", Place("e.arpa"));
        var truncated = Program.Run("lm", "info", Write("t.bin", "mmap lm http://kheafield.com/code format version 5\n"));
        var size = Program.Run("lm", "build", Write("t.txt", "가\n"), "--memory", "lots", "--out", Place("e.arpa"));
        var prune = Program.Run("lm", "build", Write("t.txt", "가\n"), "--prune", "1", "0", "--out", Place("e.arpa"));

        Assert.Equal((3, 3, 2, 2), (empty.ExitCode, truncated.ExitCode, size.ExitCode, prune.ExitCode));
        Assert.Contains("without a word", empty.Error, StringComparison.Ordinal);
        Assert.Contains("cut short", truncated.Error, StringComparison.Ordinal);
        Assert.Contains("as 512M or 2G", size.Error, StringComparison.Ordinal);
        Assert.Contains("never fall", prune.Error, StringComparison.Ordinal);
    }

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(Place(name), text);
        return Place(name);
    }
}
