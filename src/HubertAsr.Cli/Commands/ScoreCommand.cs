using System.CommandLine;
using HubertAsr.Evaluation.Files;

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
        _scoring.AddTo(this);
    }

    public override int Run(ParseResult arguments, Terminal terminal, CancellationToken stop)
    {
        var scoring = _scoring.Read(arguments);
        scoring.Write(Read(arguments, terminal).Score(scoring.Policy), terminal);
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
