using System.CommandLine;
using HubertAsr.Cli.Commands;
using HubertAsr.Cli.Commands.LanguageModels;

namespace HubertAsr.Cli;

/// <summary>What the program can do. A verb is listed when it works.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All() =>
    [
        new RunCommand(),
        new PrepareCommand(),
        new NormalizeCommand(),
        new TrainCommand(),
        new PretrainCommand(),
        new EvaluateCommand(),
        new DecodeCommand(),
        new SweepCommand(),
        new LmCommand(),
        new ScoreCommand(),
        new SplitCommand(),
        new InitCommand(),
        new InspectCommand(),
        new ConvertCommand(),
        new EncodeCommand(),
        new ParityCommand(),
        new AverageCommand(),
        new DoctorCommand(),
        new TranscribeCommand(),
        new BenchCommand(),
    ];
}
