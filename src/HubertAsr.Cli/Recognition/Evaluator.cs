using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Attribution;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.Reports;
using HubertAsr.Models;
using Spectre.Console;

namespace HubertAsr.Cli.Recognition;

/// <summary>Recognises the chosen splits of a manifest and scores them against its texts.</summary>
/// <param name="model">Waveforms to emissions.</param>
/// <param name="decoder">Emissions to texts.</param>
/// <param name="terminal">Where the story goes.</param>
internal sealed class Evaluator(AcousticModel model, EmissionsDecoder decoder, Terminal terminal)
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
        var calibration = new CalibrationWriter(Options, Policy, terminal) { IsDone = decoder.IsCalibrated };
        List<Utterance> rows = [.. Manifest.Read(manifest).Where(row => Options.Splits.Contains(row.Split) || row.Split == calibration.Split)];
        if (!rows.Any(row => Options.Splits.Contains(row.Split)))
            throw new InvalidDataException($"{manifest}: no row with split {string.Join(" or ", Options.Splits)}; rows to evaluate were expected. Which splits does it have? See its column split.");

        if (decoder.Warning is { } warning) terminal.Say(warning);
        Directory.CreateDirectory(folder);
        var all = Recognize(rows, manifest, stop);
        calibration.Write(manifest, folder, [.. all.Where(item => item.Utterance.Split == calibration.Split && item.Failure is null).Select(item => (item.Utterance.Id, Detail(item)))]);
        var recognized = all.Where(item => Options.Splits.Contains(item.Utterance.Split)).ToList();
        var hypotheses = recognized.Where(item => item.Failure is null).Select(item => (item.Utterance.Id, item.Heard!.Best.Text)).ToList();
        if (hypotheses.Count == 0) throw new InvalidDataException($"{manifest}: no audio of {recognized.Count} rows could be read. {recognized[0].Failure}");
        var file = Path.Combine(folder, "hypotheses.tsv");
        HypothesisFile.Write(file, hypotheses);

        DetailsFile.Write(Path.Combine(folder, DetailsName), recognized.Where(item => item.Failure is null).Select(item => (item.Utterance.Id, Detail(item))));

        var matched = MatchedTranscripts.Match(References(manifest, Options.Splits), TranscriptReader.ReadHypotheses(file));
        return new EvaluationResult(matched, matched.Score(Policy, NamedCorpora), recognized)
        {
            BestPathSets = decoder.IsMoreThanBestPath ? ScoreBestPaths(matched, recognized) : [],
        };
    }

    private IReadOnlyList<ScoreSet> ScoreBestPaths(MatchedTranscripts matched, IReadOnlyList<HeardUtterance<Recognition>> recognized)
    {
        var paths = recognized.Where(item => item.Failure is null).ToDictionary(item => item.Utterance.Id, item => item.Heard!.BestPath, StringComparer.Ordinal);
        return (matched with { Hypotheses = [.. matched.References.Rows.Select(row => paths.GetValueOrDefault(row.Id))] }).Score(Policy, NamedCorpora);
    }

    private List<HeardUtterance<Recognition>> Recognize(List<Utterance> rows, string manifest, CancellationToken stop)
    {
        using var audio = new UtteranceAudio(manifest);
        var recognizer = new ManifestRecognizer<Recognition>(model, Recognize, audio) { BatchSeconds = Options.BatchSeconds };
        var recognized = new List<HeardUtterance<Recognition>>(rows.Count);
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

    private Recognition Recognize(Utterance utterance, Emissions emissions)
    {
        var hypotheses = decoder.Decode(emissions);
        return new Recognition(hypotheses, decoder.BestPath(emissions)) { Scores = emissions.FrameCount == 0 ? null : Score(utterance, emissions, hypotheses[0].Text) };
    }

    // The manifest's text is what the model learned to write; where it has marks that no token writes, what is scored may have none.
    private ScoredTexts? Score(Utterance utterance, Emissions emissions, string best)
    {
        if (decoder.Score(emissions, utterance.Text) is not { } reference) return null;
        if (!reference.IsWritable && decoder.Score(emissions, Policy.Reference(utterance.Text)) is { IsWritable: true } underPolicy) reference = underPolicy;
        return new ScoredTexts(reference, decoder.Score(emissions, best)!);
    }

    private static UtteranceDetail Detail(HeardUtterance<Recognition> item)
    {
        var words = item.Heard!.Best.Words;
        return new UtteranceDetail(
            words.Count == 0 ? null : words.Average(word => word.Confidence),
            [.. words.Select(word => (word.Word, word.Confidence))],
            [.. item.Heard.Hypotheses.Select(hypothesis => hypothesis.Text)])
        {
            SignalToNoiseDb = item.SignalToNoiseDb,
            Scores = item.Heard.Scores,
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
internal sealed record EvaluationResult(MatchedTranscripts Matched, IReadOnlyList<ScoreSet> Sets, IReadOnlyList<HeardUtterance<Recognition>> Recognized)
{
    /// <summary>The same sets by the best path alone, without beam and language model; none when that is how they were recognised.</summary>
    public IReadOnlyList<ScoreSet> BestPathSets { get; init; } = [];
}

/// <summary>What was made of one utterance.</summary>
/// <param name="Hypotheses">The best first; at least one.</param>
/// <param name="BestPath">The text by the best token of each frame.</param>
internal sealed record Recognition(IReadOnlyList<Hypothesis> Hypotheses, string BestPath)
{
    public Hypothesis Best => Hypotheses[0];

    /// <summary>What reference and best text score; null where more than one search decides.</summary>
    public ScoredTexts? Scores { get; init; }
}
