using System.CommandLine;

namespace HubertAsr.Cli.Commands.LanguageModels;

/// <summary>Everything about n-gram language models.</summary>
internal sealed class LmCommand : Command
{
    public LmCommand() : base("lm", "Build, score, convert, describe and mix n-gram language models.")
    {
        Add(new LmBuildCommand());
        Add(new LmScoreCommand());
        Add(new LmConvertCommand());
        Add(new LmInfoCommand());
        Add(new LmMixCommand());
    }
}
