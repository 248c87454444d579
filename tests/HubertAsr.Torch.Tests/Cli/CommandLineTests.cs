namespace HubertAsr.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void A_misspelt_verb_is_told_the_right_one()
    {
        var result = Program.Run("rnu", "recipes/demo");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("unknown verb 'rnu'; did you mean 'run'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_option_is_told_the_right_one_and_never_taken_for_a_file()
    {
        var result = Program.Run("run", "--sett", "a");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("unknown option '--sett'; did you mean '--set'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_shows_what_a_verb_does_and_two_command_lines()
    {
        var result = Program.Run("run", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Run a recipe from its archives to its error rates.", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Split('\n').Count(line => line.StartsWith("  hubert-asr run recipes/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_a_usage_error_that_names_it()
    {
        var result = Program.Run("run", "no/such/recipe");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("hubert-asr: no/such/recipe: no recipe there", result.Error, StringComparison.Ordinal);
    }
}
