using System.CommandLine;
using HubertAsr.Models;
using HubertAsr.Models.Parity;

namespace HubertAsr.Cli.Commands;

/// <summary>A model beside what another system computed with it.</summary>
internal sealed class ParityCommand : Verb
{
    private readonly Argument<string> _model = new("MODEL") { Description = "Model folder, or a hub id in the local cache" };

    private readonly Argument<string> _reference = new("REFERENCE.safetensors")
    {
        Description = "CASE.input_values with CASE.conv, .projected, .hidden.N, .last_hidden_state, .logits, .log_probs of another system",
    };

    private readonly Option<double> _tolerance = new("--tolerance") { Description = "Largest absolute difference that passes", HelpName = "X", DefaultValueFactory = _ => 1e-4 };

    public ParityCommand() : base(
        "parity",
        "Compare a model, stage by stage, with the outputs of another system; exit 1 beyond the tolerance.",
        "parity model reference.safetensors",
        "parity model reference.safetensors --tolerance 1e-3")
    {
        Add(_model);
        Add(_reference);
        Add(_tolerance);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var tolerance = arguments.GetValue(_tolerance);
        if (!(tolerance >= 0)) throw new ArgumentException(FormattableString.Invariant($"--tolerance {tolerance}: 0 or more was expected."));
        ComputeDevice.Open("cpu", arguments.GetValue(CommandLine.Threads));
        var report = new ParityCheck(arguments.GetValue(_model)!, tolerance).Run(arguments.GetValue(_reference)!);
        terminal.Output.WriteLine($"{"case",-16} {"stage",-18} {"max abs diff",12}");
        foreach (var stage in report.Stages)
            terminal.Output.WriteLine(FormattableString.Invariant($"{stage.Example,-16} {stage.Stage,-18} {stage.MaxAbsDifference,12:0.0e+00}  {(stage.Passes ? "ok" : "FAIL")}"));
        terminal.Output.WriteLine(Verdict(report, tolerance));
        return report.FirstFailure is null ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static string Verdict(ParityReport report, double tolerance) => report.FirstFailure is not { } failure
        ? FormattableString.Invariant($"all {report.Stages.Count} stages within {tolerance}")
        : FormattableString.Invariant($"first stage beyond {tolerance}: {failure.Example} {failure.Stage}; ")
            + (report.Explanation is { } explanation ? $"it would pass if {explanation}." : $"no assumption tried explains it{Hint(failure.Stage)}.");

    private static string Hint(string stage) => stage switch
    {
        "conv" => ": the front end differs (feat_extract_norm, conv_bias, the normalisation of the waveform, or the weights)",
        "projected" => ": the feature projection differs (its norm, or the weights)",
        "hidden.0" => ": the positional convolution differs (was weight_g/weight_v loaded by the reference? A plain weight is ignored there and left random)",
        _ => ": the weights differ",
    };
}
