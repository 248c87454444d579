using HubertAsr.Decoding;
using HubertAsr.Evaluation.Files;
using HubertAsr.Text;

namespace HubertAsr.Evaluation.Sweeps;

/// <summary>Measures searches of the same emissions against the same references.</summary>
/// <param name="vocabulary">The tokens of the acoustic model.</param>
/// <param name="knowledge">Language models, lexicon and hotwords of every search.</param>
/// <param name="policy">Applied to both sides.</param>
public sealed class DecodeSweep(CtcVocabulary vocabulary, LanguageKnowledge knowledge, ScoringPolicy policy)
{
    /// <summary>What was said, one row an utterance.</summary>
    public required IReadOnlyList<TranscriptRow> References { get; init; }

    /// <summary>Gives the emissions of one utterance; called from many threads.</summary>
    public required Func<string, Emissions> Read { get; init; }

    /// <summary>Threads that search; 0 = all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Error measures of all utterances together.</summary>
    /// <param name="options">The search.</param>
    /// <param name="stop">Stops between utterances.</param>
    /// <exception cref="InvalidDataException">Emissions over another vocabulary, or every reference is empty.</exception>
    public ErrorMeasures Measure(DecodeOptions options, CancellationToken stop)
    {
        var decoder = new BatchDecoder(vocabulary, options, knowledge);
        var texts = decoder.Decode([.. References.Select(row => row.Id)], Read, Threads, stop).Select(found => found.Hypotheses[0].Text);
        return Scorer.Score("sweep", References.Zip(texts, (row, text) => new ScoringPair(row.Id, policy.Reference(row.Text), policy.Hypothesis(text)))).Total;
    }
}
