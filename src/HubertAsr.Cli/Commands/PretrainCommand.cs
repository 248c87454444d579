using System.CommandLine;
using HubertAsr.Training.Pretraining;

namespace HubertAsr.Cli.Commands;

/// <summary>HuBERT from audio alone, iteration by iteration.</summary>
internal sealed class PretrainCommand : Verb
{
    private readonly RecipeArguments _recipe = new();

    private readonly Option<string?> _from = new("--from") { Description = "First stage to run, such as kmeans.1; the ones before it must be finished", HelpName = "STAGE" };

    private readonly Option<string?> _to = new("--to") { Description = "Last stage to run", HelpName = "STAGE" };

    public PretrainCommand() : base(
        "pretrain",
        "Pre-train a HuBERT by masked prediction: features, k-means and training for each [[pretrain]] of a recipe.",
        "pretrain recipes/pretrain-nano",
        "pretrain recipes/pretrain-base --to kmeans.1")
    {
        Add(_from);
        Add(_to);
        _recipe.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var recipe = _recipe.Load(arguments);
        if (recipe.Sections<PretrainOptions>().Count == 0)
            throw new ArgumentException($"{recipe.Path}: no [[pretrain]]; one for each iteration was expected. See recipes/pretrain-base, or fine-tune with 'hubert-asr run'.");
        return _recipe.Run(arguments, terminal, (arguments.GetValue(_from), arguments.GetValue(_to)), stop);
    }
}
