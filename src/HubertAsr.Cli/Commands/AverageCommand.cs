using System.CommandLine;
using HubertAsr.Models;

namespace HubertAsr.Cli.Commands;

/// <summary>The parameter mean of checkpoints.</summary>
internal sealed class AverageCommand : Verb
{
    private readonly Argument<string[]> _folders = new("CKPT… OUT")
    {
        Description = "Model folders of one run, two or more, then the folder to write",
        Arity = ArgumentArity.OneOrMore,
    };

    public AverageCommand() : base(
        "average",
        "Write the parameter mean of checkpoints of one training run.",
        "average runs/demo/train/checkpoints/best runs/demo/train/checkpoints/last mean",
        "average runs/demo/train/checkpoints/step-00001250 runs/demo/train/checkpoints/step-00001500 mean")
    {
        Add(_folders);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var folders = arguments.GetValue(_folders)!;
        ComputeDevice.Open("cpu");
        ModelAverage.Run(folders[..^1], folders[^1]);
        terminal.Say($"{folders[^1]}: mean of {folders.Length - 1} checkpoints");
        return ExitCode.Done;
    }
}
