using System.CommandLine;
using HubertAsr.Cli.Recipes;

namespace HubertAsr.Cli.Commands;

/// <summary>All stages of a recipe, or those between <c>--from</c> and <c>--to</c>.</summary>
internal sealed class RunCommand : Verb
{
    private readonly Argument<string> _recipe = new("RECIPE") { Description = "A recipe's folder, or its recipe.toml" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Another value for one option, section.key=value; repeatable",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the plan with every default filled in, touch nothing" };

    public RunCommand() : base(
        "run",
        "Run a recipe from its archives to its error rates.",
        "run recipes/demo",
        "run recipes/demo --set train.learning_rate=1e-4 --dry-run")
    {
        Add(_recipe);
        Add(_set);
        Add(_dryRun);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var recipe = RecipeFile.Load(arguments.GetRequiredValue(_recipe), arguments.GetValue(_set)!);
        terminal.Output.Write(recipe.Print());
        return ExitCode.Done;
    }
}
