using System.CommandLine;
using HubertAsr.Models;

namespace HubertAsr.Cli.Commands;

/// <summary>The option <c>--model</c> with <c>--device</c> and <c>--threads</c>: a model that is ready to compute.</summary>
internal sealed class ModelArguments
{
    public Option<string> Model { get; } = new("--model")
    {
        Description = "Model folder (Hugging Face layout), or a hub id in the local cache",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Loads the model and says what a person should know of it.</summary>
    public AcousticModel Load(ParseResult arguments, Terminal terminal) => Load(arguments.GetValue(Model)!, arguments, terminal);

    /// <summary>Loads another folder than the one that was typed, as that of a run.</summary>
    public static AcousticModel Load(string folder, ParseResult arguments, Terminal terminal)
    {
        var device = ComputeDevice.Open(arguments.GetValue(CommandLine.Device)!, arguments.GetValue(CommandLine.Threads));
        var model = AcousticModel.Load(folder, device);
        foreach (var note in model.Notes) terminal.Complain($"note: {note}");
        return model;
    }
}
