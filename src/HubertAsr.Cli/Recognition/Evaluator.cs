using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Reports;
using HubertAsr.Models;
using Spectre.Console;

namespace HubertAsr.Cli.Recognition;

/// <summary>Recognises the chosen splits of a manifest and scores them against its texts.</summary>
/// <param name="model">Waveforms to emissions.</param>
/// <param name="decode">Emissions to texts, the best first; called from several threads.</param>
/// <param name="terminal">Where the story goes.</param>
internal sealed class Evaluator(AcousticModel model, Func<Emissions, IReadOnlyList<Hypothesis>> decode, Terminal terminal)
{
    public EvaluateOptions Options { get; init; } = new();

    /// <summary>Applied to both sides.</summary>
    public ScoringPolicy Policy { get; init; } = ScoringPolicy.Verbatim;

    /// <summary>Corpora whose names the recipe sets: they stand before their sets' names.</summary>
    public IReadOnlySet<string> NamedCorpora { get; init; } = new HashSet<string>();

    /// <summary>Candidates kept of each utterance, for the report's best-of-the-candidates.</summary>
    public const int Candidates = 10;

    /// <summary>Words, confidences and candidates, beside the hypotheses.</summary>
    public static string DetailsName => "details.jsonl";

    /// <summary>Recognises, writes <c>hypotheses.tsv</c> and <c>details.jsonl</c>, and scores.</summary>
    /// <param name="manifest">The manifest's path.</param>
    /// <param name="folder">Receives the hypotheses; is made when it does not exist.</param>
    /// <param name="stop">Ends the work between two batches.</param>
    /// <exception cref="InvalidDataException">No row is in the splits, or no audio could be read.</exception>
    public EvaluationResult Run(string manifest, string folder, CancellationToken stop)
    {
        List<Utterance> rows = [.. Manifest.Read(manifest).Where(row => Options.Splits.Contains(row.Split))];
        if (rows.Count == 0)
            throw new InvalidDataException($"{manifest}: no row with split {string.Join(" or ", Options.Splits)}; rows to evaluate were expected. Which splits does it have? See its column split.");

        Directory.CreateDirectory(folder);
        var recognized = Recognize(rows, manifest, stop);
        var hypotheses = recognized.Where(item => item.Failure is null).Select(item => (item.Utterance.Id, item.Hypotheses[0].Text)).ToList();
        if (hypotheses.Count == 0) throw new InvalidDataException($"{manifest}: no audio of {rows.Count} rows could be read. {recognized[0].Failure}");
        var file = Path.Combine(folder, "hypotheses.tsv");
        HypothesisFile.Write(file, hypotheses);

        DetailsFile.Write(Path.Combine(folder, DetailsName), recognized.Where(item => item.Failure is null).Select(item => (item.Utterance.Id, Detail(item))));

        var matched = MatchedTranscripts.Match(References(manifest, Options.Splits), TranscriptReader.ReadHypotheses(file));
        return new EvaluationResult(matched, matched.Score(Policy, NamedCorpora), recognized);
    }

    private List<RecognizedUtterance> Recognize(List<Utterance> rows, string manifest, CancellationToken stop)
    {
        using var audio = new UtteranceAudio(manifest);
        var recognizer = new ManifestRecognizer(model, decode, audio) { BatchSeconds = Options.BatchSeconds };
        var recognized = new List<RecognizedUtterance>(rows.Count);
        Progress(rows.Count, advance =>
        {
            foreach (var item in recognizer.Recognize(rows, stop))
            {
                recognized.Add(item);
                advance();
            }
        });
        foreach (var item in recognized.Where(item => item.Failure is not null)) terminal.Complain($"{item.Utterance.Id}: no hypothesis: {item.Failure}");
        return recognized;
    }

    private static UtteranceDetail Detail(RecognizedUtterance item)
    {
        var words = item.Hypotheses[0].Words;
        return new UtteranceDetail(
            words.Count == 0 ? null : words.Average(word => word.Confidence),
            [.. words.Select(word => (word.Word, word.Confidence))],
            [.. item.Hypotheses.Select(hypothesis => hypothesis.Text)])
        {
            SignalToNoiseDb = item.SignalToNoiseDb,
        };
    }

    private void Progress(int count, Action<Action> work)
    {
        if (terminal.IsQuiet || !terminal.IsInteractive)
        {
            terminal.Say($"recognising {count} utterances");
            work(() => { });
            return;
        }

        terminal.Story.Progress().Start(progress =>
        {
            var task = progress.AddTask("recognising", maxValue: count);
            work(() => task.Increment(1));
        });
    }

    /// <summary>The rows of the splits, as references.</summary>
    public static TranscriptTable References(string manifest, IReadOnlyCollection<string> splits)
    {
        var table = TranscriptReader.ReadReferences(manifest);
        var split = table.ColumnIndex("split");
        return table with { Rows = [.. table.Rows.Where(row => splits.Contains(row.Fields[split]))] };
    }
}

/// <summary>What an evaluation found.</summary>
/// <param name="Matched">Both sides with the manifest's columns.</param>
/// <param name="Sets">One a subset or split, each with its own lines.</param>
/// <param name="Recognized">What was recognised, in the manifest's order.</param>
internal sealed record EvaluationResult(MatchedTranscripts Matched, IReadOnlyList<ScoreSet> Sets, IReadOnlyList<RecognizedUtterance> Recognized);
