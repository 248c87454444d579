using System.CommandLine;
using HubertAsr.Cli.Recipes;
using HubertAsr.Cli.Recognition;
using HubertAsr.Evaluation;

namespace HubertAsr.Cli.Commands;

/// <summary>What every verb that scores is told on the command line.</summary>
internal sealed class ScoringArguments
{
    private readonly Option<string> _policy = new("--policy")
    {
        Description = "Normalisation of both sides: verbatim, a name of eval/policies, or a TOML file",
        HelpName = "FILE|NAME",
        DefaultValueFactory = _ => ScoringPolicy.Verbatim.Name,
    };

    private readonly Option<string[]> _by = new("--by")
    {
        Description = "Slices: a column of the references, or length, duration, speech_rate; repeatable",
        HelpName = "COLUMN",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _testSets = new("--testset")
    {
        Description = "A known test set, as --freeze of 'score' writes it, that a scored set must be: utterances, ids, counts; repeatable",
        HelpName = "FILE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a test set instead of lines" };

    private readonly Option<string?> _html = new("--html") { Description = "Report as one HTML file that opens offline", HelpName = "FILE" };

    private readonly Option<string?> _csv = new("--csv") { Description = "Texts and counts of every utterance", HelpName = "FILE" };

    private readonly Option<int> _bootstrap = new("--bootstrap")
    {
        Description = "Resamples for the 95 % intervals; 0: no intervals",
        HelpName = "N",
        DefaultValueFactory = _ => 1000,
    };

    private readonly Option<string> _lang = new("--lang") { Description = "Language of the report and of the comparison", HelpName = "ko|en", DefaultValueFactory = _ => "ko" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _policy, _by, _testSets, _json, _html, _csv, _bootstrap, _lang }) command.Add(option);
    }

    /// <summary>A policy by its name or file; a file named <c>verbatim</c> has to be given with its folder.</summary>
    public static ScoringPolicy Policy(string nameOrFile) =>
        nameOrFile == ScoringPolicy.Verbatim.Name ? ScoringPolicy.Verbatim : PolicyFile.Load(nameOrFile).ForScoring();

    public Scoring Read(ParseResult arguments)
    {
        var resamples = arguments.GetValue(_bootstrap);
        if (resamples < 0) throw new ArgumentException($"--bootstrap {resamples}: a number of resamples, 0 or more, was expected.");
        var lang = arguments.GetRequiredValue(_lang);
        if (lang is not ("ko" or "en")) throw new ArgumentException($"--lang {lang}: ko or en was expected.");
        return new Scoring(Policy(arguments.GetRequiredValue(_policy)))
        {
            Evaluate = new EvaluateOptions { Bootstrap = resamples },
            By = arguments.GetRequiredValue(_by),
            TestSets = new TestSetGate(arguments.GetRequiredValue(_testSets)),
            Report = new ReportOptions { Lang = lang },
            Json = arguments.GetValue(_json),
            Html = arguments.GetValue(_html),
            Csv = arguments.GetValue(_csv),
        };
    }
}
