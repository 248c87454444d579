using System.CommandLine;
using HubertAsr.Cli.Recipes;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Cli.Commands;

/// <summary>What every verb that scores is told on the command line.</summary>
internal sealed class ScoringArguments
{
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a test set instead of lines" };

    private readonly Option<int> _bootstrap = new("--bootstrap")
    {
        Description = "Resamples for the 95 % intervals of --json; 0: no intervals",
        HelpName = "N",
        DefaultValueFactory = _ => 1000,
    };

    private readonly Option<string> _policy = new("--policy")
    {
        Description = "Normalisation of both sides: verbatim, a name of eval/policies, or a TOML file",
        HelpName = "FILE|NAME",
        DefaultValueFactory = _ => ScoringPolicy.Verbatim.Name,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _policy, _json, _bootstrap }) command.Add(option);
    }

    /// <summary>A policy by its name or file; a file named <c>verbatim</c> has to be given with its folder.</summary>
    public static ScoringPolicy Policy(string nameOrFile) =>
        nameOrFile == ScoringPolicy.Verbatim.Name ? ScoringPolicy.Verbatim : PolicyFile.Load(nameOrFile).ForScoring();

    public Scoring Read(ParseResult arguments)
    {
        var resamples = arguments.GetValue(_bootstrap);
        if (resamples < 0) throw new ArgumentException($"--bootstrap {resamples}: a number of resamples, 0 or more, was expected.");
        return new Scoring(Policy(arguments.GetRequiredValue(_policy)), arguments.GetValue(_json), resamples);
    }
}

/// <summary>How a verb scores and what it prints.</summary>
/// <param name="Policy">Applied to both sides.</param>
/// <param name="Json">Objects instead of lines.</param>
/// <param name="Resamples">For the intervals; 0: none.</param>
internal sealed record Scoring(ScoringPolicy Policy, bool Json, int Resamples)
{
    public void Write(IEnumerable<ScoreSet> sets, Terminal terminal)
    {
        foreach (var set in sets)
        {
            if (set.EmptyReferences.Count > 0) terminal.Say($"{set.Name}: {set.EmptyReferences.Count} empty references left out: {MatchedTranscripts.List(set.EmptyReferences)}");
            if (Json) terminal.WriteJson(ScoreSummary.Of(set, Resamples == 0 ? null : ScoreIntervals.Of(set.Utterances, new Bootstrap(Resamples))));
            else foreach (var line in set.KaldiLines()) terminal.Output.WriteLine(line);
        }
    }
}
