using System.Text;
using System.Text.Json;

namespace HubertAsr.Tests.Cli;

public sealed class ScoreCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-score-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Two_Kaldi_files_give_the_lines_on_standard_output()
    {
        var result = Score(Write("test.txt", "a 커피 한 잔 주세요\nb 네\n"), Write("hyp.txt", "b 예\na 커피 한잔 주세요\n"));

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("%CER 18.18 [ 2 / 11, 0 ins, 1 del, 1 sub ] test\n%CER-nospace 12.50 [ 1 / 8, 0 ins, 0 del, 1 sub ] test\n%WER 60.00 ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_carries_rates_counts_and_intervals()
    {
        var result = Score("--pairs", Repository.Fixture("evaluation/pairs.tsv"), "--json", "--bootstrap", "200");

        var cer = JsonDocument.Parse(result.Output).RootElement.GetProperty("cer_with_spaces");
        var (low, high) = (cer.GetProperty("ci95")[0].GetDouble(), cer.GetProperty("ci95")[1].GetDouble());
        Assert.Equal((552, 4067), (cer.GetProperty("errors").GetInt32(), cer.GetProperty("reference").GetInt32()));
        Assert.InRange(cer.GetProperty("rate").GetDouble(), low, high);
        Assert.InRange(high - low, 0.005, 0.05);
    }

    [Fact]
    public void A_manifest_is_scored_by_subset_or_split_with_missing_hypotheses_as_deletions()
    {
        var manifest = Write("manifest.csv", "id,audio,text,subset,split\na,a.wav,네,eval_clean,test\nb,b.wav,\"하나, 둘\",,test\nc,c.wav,아,eval_clean,test\n");

        var result = Score(manifest, Write("hyp.tsv", "a\t네\nb\t하나, 둘\n"));

        Assert.Contains("%CER 50.00 [ 1 / 2, 0 ins, 1 del, 0 sub ] eval_clean [PARTIAL]\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("%CER 0.00 [ 0 / 5, 0 ins, 0 del, 0 sub ] test\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("no hypothesis for 1 of 3 references, counted as deletions: c", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Hypotheses_of_unknown_ids_are_listed_and_end_with_exit_code_3()
    {
        var result = Score(Write("r.txt", "a 네\n"), Write("h.txt", "a 네\nx 네\ny 네\n"));

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("2 of 3 ids are not in ", result.Error, StringComparison.Ordinal);
        Assert.Contains("x, y", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decomposed_text_is_composed_and_said()
    {
        var result = Score(Write("r.txt", "a 한글\n"), Write("h.txt", "a 한글\n".Normalize(NormalizationForm.FormD)));

        Assert.StartsWith("%CER 0.00 ", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 texts were decomposed (NFD)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_is_applied_to_both_sides()
    {
        var result = Score(Write("r.txt", "a 그래서 (5시)/(다섯 시)에 ok.\n"), Write("h.txt", "a 그래서 5시에, OK\n"), "--policy", "published");

        Assert.StartsWith("%CER 0.00 [ 0 / 10, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_policy_is_a_usage_error()
    {
        Assert.Equal(2, Score(Write("r.txt", "a 네\n"), Write("h.txt", "a 네\n"), "--policy", "publishd").ExitCode);
    }

    [Fact]
    public void Slices_and_a_comparison_follow_the_lines()
    {
        var manifest = Write("m.csv", "id,audio,text,speaker\na,a.wav,하나 둘,x\nb,b.wav,셋 넷,y\n");

        var result = Score(manifest, Write("h.tsv", "a\t하나 돌\nb\t셋 넷\n"), "--by", "speaker", "--compare", Write("g.tsv", "a\t하나 둘\nb\t셋 넷\n"), "--lang", "en", "--bootstrap", "50");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("%CER 25.00 [ 1 / 4, 0 ins, 0 del, 1 sub ] m speaker=x (small)\n%CER 0.00 [ 0 / 3, 0 ins, 0 del, 0 sub ] m speaker=y (small)\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("CER: no sure difference: B (g) is ahead of A by 14.29", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_not_there_is_a_usage_error()
    {
        Assert.Equal(2, Score(Write("r.txt", "a 네\n"), Write("h.txt", "a 네\n"), "--by", "speaker").ExitCode);
    }

    [Fact]
    public void A_result_that_was_scored_in_another_way_is_not_compared()
    {
        var (reference, hypothesis) = (Write("r.txt", "a 네\n"), Write("h.txt", "a 예\n"));
        Write("utterances.csv", "id,reference,hypothesis\na,네,네\n");
        var report = Write("report.json", """{"fingerprint":{"policy":"published","policy_hash":"0123456789abcdef","scorer":"x","utterances":1,"characters_before":1,"scored_utterances":1,"characters_after":1,"reference_hash":"0123456789abcdef"}}""");

        var refused = Score(reference, hypothesis, "--compare", report);
        var insisted = Score(reference, hypothesis, "--compare", report, "--compare-anyway");

        Assert.Equal((1, 0), (refused.ExitCode, insisted.ExitCode));
        Assert.Contains("policy: published (0123456789ab) against verbatim (", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_one_html_file()
    {
        var path = Path.Combine(_folder.FullName, "report.html");

        Score("--pairs", Repository.Fixture("evaluation/pairs.tsv"), "--html", path, "--csv", Path.ChangeExtension(path, ".csv"), "--bootstrap", "20");

        Assert.Contains("무엇부터 고칠까", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(208, File.ReadAllLines(Path.ChangeExtension(path, ".csv")).Length);
    }

    [Fact]
    public void A_known_set_of_another_size_is_said_before_any_rate_and_a_frozen_one_is_a_check()
    {
        var (reference, hypothesis) = (Write("eval_clean.txt", "a 네\nb 아니요\n"), Write("h.txt", "a 네\nb 아니\n"));
        Assert.Equal(0, Score(reference, "--freeze", _folder.FullName).ExitCode);
        var frozen = Path.Combine(_folder.FullName, "eval_clean.toml");

        var same = Score(reference, hypothesis, "--testset", frozen);
        var other = Score(Write("eval_clean.txt", "a 네\nc 아니요\n"), Write("h.txt", "a 네\n"), "--testset", frozen);

        Assert.Equal((0, 1), (same.ExitCode, other.ExitCode));
        Assert.Contains("NOT THE KNOWN SET: eval_clean: 2 utterances with a reference; 3,000 expected", same.Error, StringComparison.Ordinal);
        Assert.Contains("as known: eval_clean: 2 utterances", same.Error, StringComparison.Ordinal);
        Assert.Contains("1 ids of eval_clean.ids are not scored: b", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_alone_is_a_usage_error()
    {
        Assert.Equal(2, Score(Write("r.txt", "a 네\n")).ExitCode);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_data_error_that_names_it()
    {
        var result = Score("no.txt", "nor.txt");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("no.txt: no such file", result.Error, StringComparison.Ordinal);
    }

    private static ProgramResult Score(params string[] words) => Program.Run(["score", .. words]);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
