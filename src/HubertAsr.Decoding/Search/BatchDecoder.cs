using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>Decodes many utterances on many cores, one search a thread, results in the order asked for.</summary>
/// <param name="vocabulary">The tokens of the acoustic model.</param>
/// <param name="options">Weights, beam width and cuts.</param>
/// <param name="knowledge">Shared by all threads.</param>
/// <param name="calibration">Turns raw confidences into probabilities.</param>
public sealed class BatchDecoder(CtcVocabulary vocabulary, DecodeOptions options, LanguageKnowledge knowledge, ConfidenceCalibration? calibration = null)
{
    /// <summary>Decodes utterances as they are asked for.</summary>
    /// <param name="ids">Utterances.</param>
    /// <param name="read">Gives the emissions of one; called from many threads.</param>
    /// <param name="threads">Threads; 0 = all cores.</param>
    /// <param name="stop">Stops between utterances.</param>
    public IEnumerable<(string Id, IReadOnlyList<Hypothesis> Hypotheses)> Decode(
        IReadOnlyList<string> ids, Func<string, Emissions> read, int threads, CancellationToken stop)
    {
        using var searches = new ThreadLocal<PrefixBeamSearch>(() => new PrefixBeamSearch(vocabulary, options, knowledge, calibration));
        var decoded = ids.AsParallel().AsOrdered()
            .WithCancellation(stop)
            .WithDegreeOfParallelism(threads > 0 ? threads : Environment.ProcessorCount)
            .WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(id => (id, searches.Value!.Decode(read(id))));
        foreach (var result in decoded) yield return result;
    }
}
