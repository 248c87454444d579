using System.CommandLine;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Reports;
using HubertAsr.Evaluation.TestSets;

namespace HubertAsr.Cli.Commands;

/// <summary>Error rates of hypotheses that anyone made against references that anyone wrote.</summary>
internal sealed class ScoreCommand : Verb
{
    private readonly Argument<string?> _reference = new("REF")
    {
        Description = "References: Kaldi text, TSV or CSV with a header, .trn, or a manifest",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string?> _hypothesis = new("HYP") { Description = "Hypotheses, in any of these forms", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string?> _pairs = new("--pairs") { Description = "Both sides in one TSV or CSV: columns id, reference, hypothesis", HelpName = "FILE" };

    private readonly Option<string?> _compare = new("--compare")
    {
        Description = "Hypotheses of a second system, or its report.json: the difference, its interval, and what matched pairs say",
        HelpName = "OTHER_HYP",
    };

    private readonly Option<bool> _compareAnyway = new("--compare-anyway") { Description = "Compare results whose fingerprints differ" };

    private readonly Option<string?> _freeze = new("--freeze")
    {
        Description = "Write ids and counts of REF under the policy, a NAME.toml and NAME.ids a set, for --testset; without HYP nothing is scored",
        HelpName = "DIR",
    };

    private readonly ScoringArguments _scoring = new();

    public ScoreCommand() : base(
        "score",
        "Score hypotheses against references: character, word, space-normalised word, jamo and sentence error rates.",
        "score reference.txt hypothesis.txt",
        "score --pairs pairs.tsv --json")
    {
        Add(_reference);
        Add(_hypothesis);
        Add(_pairs);
        Add(_compare);
        Add(_compareAnyway);
        Add(_freeze);
        _scoring.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var scoring = _scoring.Read(arguments);
        if (arguments.GetValue(_freeze) is { } folder)
        {
            Freeze(arguments.GetValue(_reference) ?? arguments.GetValue(_pairs), folder, scoring.Policy, terminal);
            if (arguments.GetValue(_hypothesis) is null && arguments.GetValue(_pairs) is null) return ExitCode.Done;
        }

        var (references, hypotheses) = ReadSides(arguments.GetValue(_reference), arguments.GetValue(_hypothesis), arguments.GetValue(_pairs));
        var matched = Match(references, hypotheses, terminal);
        var sets = matched.Score(scoring.Policy);
        if (arguments.GetValue(_compare) is not { } other)
        {
            return scoring.Write(matched, sets, null, terminal);
        }

        var differences = IsReport(other) ? ReportFiles.ReadFingerprint(other).DifferencesFrom(ScoreFingerprint.Of(references, scoring.Policy, sets)) : [];
        if (differences.Count > 0 && !arguments.GetValue(_compareAnyway))
        {
            terminal.Complain($"{other}: scored in another way, so that the difference would mean nothing:\n  {string.Join("\n  ", differences)}\nScore both alike, or insist with --compare-anyway.");
            return ExitCode.CheckFailed;
        }

        var rival = Match(references, TranscriptReader.ReadHypotheses(IsReport(other) ? Path.Combine(Path.GetDirectoryName(other)!, "utterances.csv") : other), terminal);
        return scoring.Write(matched, sets, (Path.GetFileNameWithoutExtension(other), rival.Score(scoring.Policy)), terminal);
    }

    private static void Freeze(string? path, string folder, ScoringPolicy policy, Terminal terminal)
    {
        if (path is null) throw new ArgumentException("score --freeze: references REF were expected.");
        var references = TranscriptReader.ReadReferences(path);
        foreach (var set in new MatchedTranscripts(references, new string?[references.Rows.Count]).Score(policy))
            terminal.Say($"{FrozenIds.Write(folder, set, policy.Name)}: {set.Utterances.Count} ids");
    }

    /// <summary>A report stands for the hypotheses in its <c>utterances.csv</c>.</summary>
    private static bool IsReport(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);

    private static MatchedTranscripts Match(TranscriptTable references, TranscriptTable hypotheses, Terminal terminal)
    {
        foreach (var side in new[] { references, hypotheses }.Where(side => side.DecomposedCount > 0))
            terminal.Say($"{side.Path}: {side.DecomposedCount} texts were decomposed (NFD); composed (NFC) before scoring.");

        var matched = MatchedTranscripts.Match(references, hypotheses);
        if (matched.Missing.Count > 0)
            terminal.Say($"{hypotheses.Path}: no hypothesis for {matched.Missing.Count} of {references.Rows.Count} references, counted as deletions: {MatchedTranscripts.List(matched.Missing)}");
        return matched;
    }

    private static (TranscriptTable References, TranscriptTable Hypotheses) ReadSides(string? reference, string? hypothesis, string? pairs) =>
        (reference, hypothesis, pairs) switch
        {
            (null, null, { } both) => TranscriptReader.ReadPairs(both),
            ({ } left, { } right, null) => (TranscriptReader.ReadReferences(left), TranscriptReader.ReadHypotheses(right)),
            _ => throw new ArgumentException("score: two files REF and HYP, or one with --pairs FILE, were expected."),
        };
}
