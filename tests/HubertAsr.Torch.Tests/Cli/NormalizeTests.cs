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
