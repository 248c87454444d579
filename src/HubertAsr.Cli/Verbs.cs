using System.CommandLine;
using HubertAsr.Cli.Commands;

namespace HubertAsr.Cli;

/// <summary>What the program can do. A verb is listed when it works.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All() =>
    [
        new PrepareCommand(),
        new NormalizeCommand(),
        new RunCommand(),
        new ScoreCommand(),
        new SplitCommand(),
        new InitCommand(),
        new InspectCommand(),
        new ConvertCommand(),
        new EncodeCommand(),
        new EvaluateCommand(),
        new ParityCommand(),
        new AverageCommand(),
        new DoctorCommand(),
        new TranscribeCommand(),
    ];
}
