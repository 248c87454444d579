using System.Text.Json;

namespace HubertAsr.Tests.Cli;

public sealed class NormalizeTests
{
    [Fact]
    public void A_line_in_is_a_line_out_and_a_dropped_one_is_empty()
    {
        var result = Program.Run("o/ 그래서 지금 (3시)/(세 시)쯤 됐어?\nb/ l/ n/\n네.\n", ["normalize", "--mode", "phonetic"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["그래서 지금 세 시쯤 됐어", "", "네", ""], result.Output.Split(Environment.NewLine));
    }

    [Fact]
    public void Json_gives_the_reason_of_a_dropped_line()
    {
        var result = Program.Run("u/ 그거 맞지?\n", ["normalize", "--json"]);

        Assert.Equal("""{"text":"","flags":["unk"],"reason":"unk"}""", result.Output.Trim());
    }

    [Fact]
    public void The_trace_names_each_rule_with_its_line()
    {
        var result = Program.Run("(NO:) 그래서 가자~\n", ["normalize", "--profile", "freetalk", "--trace"]);

        Assert.Equal("그래서 가자", result.Output.Trim());
        Assert.StartsWith("1: tags:  그래서 가자~", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_wins_over_the_policy_that_is_named()
    {
        Assert.Equal("3시 kbs", Program.Run("(3시)/(세 시) KBS\n", ["normalize", "--policy", "published", "--case", "lower"]).Output.Trim());
        Assert.Equal("세 시", Program.Run("(3시)/(세 시)\n", ["normalize", "--policy", "phonetic"]).Output.Trim());
    }

    [Fact]
    public void Numbers_are_read_when_asked_for()
    {
        var result = Program.Run("3시 3분에 20살 KBS 50%\n", ["normalize", "--mode", "phonetic", "--read-numbers", "on"]);

        Assert.Equal("세 시 삼 분에 스무 살 케이비에스 오십 퍼센트", result.Output.Trim());
    }

    [Fact]
    public void Policies_are_counted_side_by_side()
    {
        var result = Program.Run("그래서 (3시)/(세 시)쯤 됐어?\n네\n했어?그래\n", ["normalize", "--compare", "published,speechbrain,lhotse"]);

        Assert.Equal(
            ["policy\tlines\tempty\twords\tcharacters\tjamo\tdistinct\tdifferent\tshare", "published\t3\t0\t6\t16\t31\t11\t0\t0.00%", "speechbrain\t3\t0\t5\t15\t30\t11\t1\t33.33%", "lhotse\t3\t0\t5\t17\t32\t12\t2\t66.67%"],
            result.Output.TrimEnd().Split(Environment.NewLine));
        Assert.Contains("speechbrain: '했어?그래' is '했어그래', not '했어 그래'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_is_counted_under_every_policy_and_the_first_differences_are_shown()
    {
        var folder = Directory.CreateTempSubdirectory("hubert-asr-normalize-");
        var manifest = Path.Combine(folder.FullName, "manifest.csv");
        File.WriteAllText(manifest, "id,audio,text,raw\na,a.wav,,u/ 그래서 (3시)/(세 시)쯤 됐어?\nb,b.wav,,네\n");

        var result = Program.Run("", ["normalize", "--manifest", manifest, "--compare", "all", "--json"]);
        folder.Delete(recursive: true);

        var policies = result.Output.TrimEnd().Split(Environment.NewLine).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(policy => policy.GetProperty("policy").GetString()!);
        Assert.Equal(["published", "espnet-df", "k-wav2vec", "kospeech", "lhotse", "phonetic", "speechbrain", "verbatim"], policies.Keys);
        Assert.All(policies.Values, policy => Assert.Equal(2, policy.GetProperty("lines").GetInt32()));
        Assert.Equal(1, policies["kospeech"].GetProperty("different").GetInt32());
        Assert.Equal("그래서 세 시쯤 됐어?", policies["kospeech"].GetProperty("examples")[0].GetProperty("text").GetString());
        Assert.Equal("그래서 3시쯤 됐어", policies["kospeech"].GetProperty("examples")[0].GetProperty("first").GetString());
    }

    [Fact]
    public void A_manifest_is_read_by_its_raw_column_and_ids()
    {
        var folder = Directory.CreateTempSubdirectory("hubert-asr-normalize-");
        var manifest = Path.Combine(folder.FullName, "manifest.csv");
        File.WriteAllText(manifest, "id,audio,text,raw\nKsponSpeech_501006,a.wav,,그냥 %만 줘.\nKsponSpeech_087797,b.wav,,그냥 %만 줘.\n");

        var result = Program.Run("", ["normalize", "--manifest", manifest, "--mode", "phonetic"]);
        folder.Delete(recursive: true);

        Assert.Equal(["그냥 프로만 줘", "그냥 퍼센트만 줘"], result.Output.TrimEnd().Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("--mode", "phonetik")]
    [InlineData("--policy", "publishd")]
    public void A_value_that_is_not_allowed_is_a_usage_error_that_names_those_that_are(string option, string value)
    {
        var result = Program.Run("", ["normalize", option, value]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(option == "--mode" ? "phonetic" : "did you mean 'published'?", result.Error, StringComparison.Ordinal);
    }
}
