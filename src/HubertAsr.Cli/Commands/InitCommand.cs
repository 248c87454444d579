using System.CommandLine;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Cli.Commands;

/// <summary>A model with random weights, in the layout of the real ones.</summary>
internal sealed class InitCommand : Verb
{
    private readonly Argument<string> _folder = new("DIR") { Description = "Folder to write; created when absent" };

    private readonly Option<string?> _size = new("--size") { Description = "Size of the model: base, large, xlarge or nano", HelpName = "base|large|xlarge|nano" };

    private readonly Option<string?> _config = new("--config") { Description = "config.json to follow instead of a size", HelpName = "FILE" };

    private readonly Option<string?> _vocabulary = new("--vocab") { Description = "vocab.json, or a folder with one, for the CTC head; without it the jamo inventory", HelpName = "FILE" };

    private readonly Option<long> _seed = new("--seed") { Description = "Seed of the weights", HelpName = "N", DefaultValueFactory = _ => 1337 };

    public InitCommand() : base(
        "init",
        "Write a freshly initialised model folder.",
        "init nano --size nano",
        "init base --size base --vocab vocab.json --seed 7")
    {
        Add(_folder);
        foreach (var option in new Option[] { _size, _config, _vocabulary, _seed }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var folder = arguments.GetValue(_folder)!;
        var config = (arguments.GetValue(_size), arguments.GetValue(_config)) switch
        {
            ({ } size, null) => HubertConfig.OfSize(size),
            (null, { } path) => HubertConfig.Read(path),
            _ => throw new ArgumentException("init: one of --size and --config was expected."),
        };
        if (File.Exists(Path.Combine(folder, ModelFolder.ConfigFile)))
            throw new ArgumentException($"{folder}: already holds a model, which is not overwritten; name another folder or remove it.");
        var vocabulary = arguments.GetValue(_vocabulary) is { } file ? CtcVocabulary.Load(file) : CtcVocabulary.ForJamo([]);
        config = config with { VocabSize = vocabulary.Count, PadTokenId = vocabulary.BlankId };
        if (ArchitectureCheck.Warning(config, arguments.GetValue(_config) ?? ModelFolder.ConfigFile) is { } warning) terminal.Complain($"warning: {warning}");

        ComputeDevice.Open("cpu", arguments.GetValue(CommandLine.Threads));
        using var model = HubertForCtc.Fresh(config, arguments.GetValue(_seed));
        ModelFolder.Save(model, PreprocessorConfig.For(config), folder);
        vocabulary.Save(folder);
        terminal.Say(FormattableString.Invariant(
            $"{folder}: {model.parameters().Sum(parameter => parameter.numel()):N0} parameters, {vocabulary.Count} tokens ({vocabulary.Unit.ToString().ToLowerInvariant()})"));
        return ExitCode.Done;
    }
}
