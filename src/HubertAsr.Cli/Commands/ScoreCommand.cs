using System.CommandLine;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Statistics;

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

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a test set instead of lines" };

    private readonly Option<int> _bootstrap = new("--bootstrap")
    {
        Description = "Resamples for the 95 % intervals of --json; 0: no intervals",
        HelpName = "N",
        DefaultValueFactory = _ => 1000,
    };

    public ScoreCommand() : base(
        "score",
        "Score hypotheses against references: character, word, space-normalised word, jamo and sentence error rates.",
        "score reference.txt hypothesis.txt",
        "score --pairs pairs.tsv --json")
    {
        Add(_reference);
        Add(_hypothesis);
        foreach (var option in new Option[] { _pairs, _json, _bootstrap }) Add(option);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var resamples = arguments.GetValue(_bootstrap);
        if (resamples < 0) throw new ArgumentException($"--bootstrap {resamples}: a number of resamples, 0 or more, was expected.");

        var matched = Read(arguments, terminal);
        foreach (var set in matched.Score(ScoringPolicy.Verbatim))
        {
            if (set.EmptyReferences.Count > 0) terminal.Say($"{set.Name}: {set.EmptyReferences.Count} empty references left out: {MatchedTranscripts.List(set.EmptyReferences)}");
            if (arguments.GetValue(_json)) terminal.WriteJson(ScoreSummary.Of(set, resamples == 0 ? null : ScoreIntervals.Of(set.Utterances, new Bootstrap(resamples))));
            else foreach (var line in set.KaldiLines()) terminal.Output.WriteLine(line);
        }

        return ExitCode.Done;
    }

    private MatchedTranscripts Read(ParseResult arguments, Terminal terminal)
    {
        var (references, hypotheses) = ReadSides(arguments.GetValue(_reference), arguments.GetValue(_hypothesis), arguments.GetValue(_pairs));
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
