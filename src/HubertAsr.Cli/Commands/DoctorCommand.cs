using System.CommandLine;
using HubertAsr.Cli.Doctor;
using HubertAsr.Models;

namespace HubertAsr.Cli.Commands;

/// <summary>Whether this machine can run the program, and what to do where it cannot.</summary>
internal sealed class DoctorCommand : Verb
{
    private readonly Option<string?> _model = new("--model") { Description = "Also check a model folder", HelpName = "DIR" };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a check" };

    public DoctorCommand() : base(
        "doctor",
        "Check runtime, native libraries, ffmpeg, devices, memory, disk and a model folder; exit 1 if any check failed.",
        "doctor",
        "doctor --model runs/demo/model --json")
    {
        Add(_model);
        Add(_json);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        MemoryPolicy.Apply();
        var device = arguments.GetValue(CommandLine.Device)!;
        var model = arguments.GetValue(_model);
        IEnumerable<Finding> findings =
        [
            MachineChecks.Runtime(), MachineChecks.Hangul(), TorchChecks.Libraries(), TorchChecks.Devices(device), TorchChecks.Driver(device),
            MachineChecks.AudioFormats(), MachineChecks.Memory(), MachineChecks.Disk(),
        ];
        var all = findings.Concat(model is null ? [] : ModelChecks.Folder(model)).ToList();
        foreach (var finding in all)
        {
            var status = finding.Status.ToString().ToLowerInvariant();
            if (arguments.GetValue(_json)) terminal.WriteJson(new { finding.Check, status, finding.Found, finding.Fix });
            else terminal.Output.WriteLine($"{status,-4}  {finding.Check,-10}  {finding.Found}{(finding.Fix is null ? "" : $" → {finding.Fix}")}");
        }
        return all.Any(finding => finding.Status == FindingStatus.Fail) ? ExitCode.CheckFailed : ExitCode.Done;
    }
}
