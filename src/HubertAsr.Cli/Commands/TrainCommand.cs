using System.CommandLine;

namespace HubertAsr.Cli.Commands;

/// <summary>The train stage of a recipe alone; what it needs must have been prepared.</summary>
internal sealed class TrainCommand : Verb
{
    private readonly RecipeArguments _recipe = new();

    public TrainCommand() : base(
        "train",
        "Run the train stage of a recipe whose data is prepared.",
        "train recipes/demo",
        "train recipes/demo --resume --set train.max_updates=2000")
    {
        _recipe.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop) =>
        _recipe.Run(arguments, terminal, ("train", "train"), stop);
}
