namespace HubertAsr.Tests.Recipes;

/// <summary>Every recipe of the repository through the real command line, as far as it goes without the corpora.</summary>
public sealed class ShippedRecipeTests
{
    public static TheoryData<string> Recipes =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "recipes")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_shipped_recipe_plans_and_its_plan_is_a_recipe_with_the_same_plan(string name)
    {
        var folder = Directory.CreateTempSubdirectory("hubert-asr-");
        try
        {
            var plan = DryRun(Path.Combine(Repository.Root, "recipes", name), folder.FullName);
            Assert.True(plan.ExitCode == 0, plan.Error);
            string[] stages = plan.Output.Contains("[[pretrain]]", StringComparison.Ordinal) ? ["prepare", "features.1", "kmeans.1", "train.1"] : ["prepare", "tokenizer", "train"];
            foreach (var stage in stages)
                Assert.Contains($"# {stage}: will run", plan.Output, StringComparison.Ordinal);

            var printed = Path.Combine(folder.FullName, "recipe.toml");
            File.WriteAllText(printed, plan.Output);
            Assert.Equal(plan.Output, DryRun(printed, folder.FullName).Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_shipped_recipe_says_what_to_bring(string name) =>
        Assert.True(File.Exists(Path.Combine(Repository.Root, "recipes", name, "README.md")));

    [Fact]
    public void A_recipe_whose_downloads_are_nowhere_names_the_variable_to_set()
    {
        var plan = Cli.Program.Run("run", Path.Combine(Repository.Root, "recipes", "freetalk-base"), "--dry-run");

        Assert.Equal(2, plan.ExitCode);
        Assert.Contains("AIHUB", plan.Error, StringComparison.Ordinal);
    }

    private static Cli.ProgramResult DryRun(string recipe, string downloads) => Cli.Program.Run(
        new Dictionary<string, string> { ["AIHUB"] = downloads, ["HUBERT"] = downloads, ["DOMAIN"] = downloads },
        ["run", recipe, "--dry-run", "--out", Path.Combine(downloads, "run")]);
}
