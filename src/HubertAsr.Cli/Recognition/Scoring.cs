using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Attribution;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Reports;
using HubertAsr.Evaluation.Statistics;

namespace HubertAsr.Cli.Recognition;

/// <summary>How a verb scores, and where the results go.</summary>
/// <param name="Policy">Applied to both sides.</param>
internal sealed record Scoring(ScoringPolicy Policy)
{
    /// <summary>Bootstrap and seed.</summary>
    public required EvaluateOptions Evaluate { get; init; }

    public required ReportOptions Report { get; init; }

    /// <summary>Columns to slice by.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Holds the references against known test sets.</summary>
    public TestSetGate TestSets { get; init; } = new([]);

    /// <summary>Objects instead of lines.</summary>
    public bool Json { get; init; }

    public string? Html { get; init; }

    public string? Csv { get; init; }

    /// <summary>Prints every set, and writes the files that were asked for; what is wrong with the references is said first.</summary>
    /// <param name="matched">Where the sets came from.</param>
    /// <param name="sets">The scored sets.</param>
    /// <param name="others">The sets of a second system on the same references, with its name; null: none.</param>
    /// <param name="terminal">Lines go to its output.</param>
    /// <returns>An <see cref="ExitCode"/>: a test set that was asked for and is another one is a check that failed.</returns>
    public int Write(MatchedTranscripts matched, IReadOnlyList<ScoreSet> sets, (string Name, IReadOnlyList<ScoreSet> Sets)? others, Terminal terminal)
    {
        var builder = new ReportBuilder(Evaluate with { By = [.. By] }, Report);
        foreach (var name in By.Where(name => !builder.HasColumn(matched.References, name)))
            throw new ArgumentException($"--by {name}: no such column in {matched.References.Path}; it has {string.Join(", ", matched.References.Columns.DefaultIfEmpty("no header"))}, beside length.");

        var isKnown = TestSets.Say(matched.References, sets, Policy.Name, terminal);
        for (var i = 0; i < sets.Count; i++)
        {
            if (sets[i].EmptyReferences.Count > 0) terminal.Say($"{sets[i].Name}: {sets[i].EmptyReferences.Count} empty references left out: {MatchedTranscripts.List(sets[i].EmptyReferences)}");
            WriteSet(builder, matched.References, sets[i], others is { } other ? (other.Name, other.Sets[i]) : null, terminal);
        }

        if (Csv is { } csv) ReportFiles.WriteUtterances(csv, sets.Select(set => (set, (ErrorAttribution?)null)));
        if (Html is { } html) WriteHtml(html, matched.References, sets, terminal);
        return isKnown ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private void WriteSet(ReportBuilder builder, TranscriptTable references, ScoreSet set, (string Name, ScoreSet Set)? other, Terminal terminal)
    {
        var slices = builder.Slices(set, references);
        var comparisons = other is { } known ? Measure.All.Take(4).Select(measure => Comparison.Of(set, known.Set, measure, new Bootstrap(Math.Max(1, Evaluate.Bootstrap), Evaluate.Seed))).ToList() : [];
        if (Json)
        {
            terminal.WriteJson(ScoreSummary.Of(set, builder.Intervals(set, references)) with
            {
                Slices = By.Count == 0 ? null : [.. slices.Select(SliceSummary.Of)],
                Comparisons = comparisons.Count == 0 ? null : [.. comparisons.Select(ComparisonSummary.Of)],
            });
            return;
        }

        foreach (var line in set.KaldiLines()) terminal.Output.WriteLine(line);
        foreach (var slice in slices) terminal.Output.WriteLine(set.SliceLine(slice));
        foreach (var comparison in comparisons) terminal.Output.WriteLine(comparison.Sentence("A", $"B ({other!.Value.Name})", Report.Lang));
    }

    private void WriteHtml(string path, TranscriptTable references, IReadOnlyList<ScoreSet> sets, Terminal terminal)
    {
        var builder = new ReportBuilder(By.Count > 0 ? Evaluate with { By = [.. By] } : Evaluate, Report);
        var report = new EvaluationReport
        {
            Title = Path.GetFileNameWithoutExtension(references.Path),
            Corpus = "",
            Fingerprint = ScoreFingerprint.Of(references, Policy, sets),
            Sets = [.. sets.Select(set => builder.Build(set, references))],
            TestSets = TestSets.Verdicts(references, sets, Policy.Name),
            Options = Report,
        };
        File.WriteAllText(path, new HtmlReport(report).Write());
        terminal.Say($"report: {path}");
    }
}
