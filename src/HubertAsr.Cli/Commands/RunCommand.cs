using System.CommandLine;

namespace HubertAsr.Cli.Commands;

/// <summary>All stages of a recipe, or those between <c>--from</c> and <c>--to</c>.</summary>
internal sealed class RunCommand : Verb
{
    private readonly RecipeArguments _recipe = new();

    private readonly Option<string?> _from = new("--from") { Description = "First stage to run; the ones before it must be finished", HelpName = "STAGE" };

    private readonly Option<string?> _to = new("--to") { Description = "Last stage to run", HelpName = "STAGE" };

    public RunCommand() : base(
        "run",
        "Run a recipe from its archives to its error rates.",
        "run recipes/demo",
        "run recipes/demo --set train.learning_rate=1e-4 --dry-run")
    {
        Add(_from);
        Add(_to);
        _recipe.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop) =>
        _recipe.Run(arguments, terminal, (arguments.GetValue(_from), arguments.GetValue(_to)), stop);
}
