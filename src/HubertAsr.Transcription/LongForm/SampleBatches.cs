namespace HubertAsr.Transcription.LongForm;

/// <summary>What is computed together. It depends on the recordings alone, never on who is faster: a second run computes the same.</summary>
internal static class SampleBatches
{
    private const int MostTogether = 64;

    /// <summary>Items in order, in batches of at most so many samples; one that has more is a batch of its own.</summary>
    /// <param name="items">Taken one by one.</param>
    /// <param name="samplesOf">Samples of one of them.</param>
    /// <param name="samplesTogether">0: one by one.</param>
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IEnumerable<T> items, Func<T, int> samplesOf, long samplesTogether)
    {
        var (batch, sum) = (new List<T>(), 0L);
        foreach (var item in items)
        {
            var samples = samplesOf(item);
            if (batch.Count > 0 && sum + samples > samplesTogether) yield return Taken();
            batch.Add(item);
            sum += samples;
            if (sum >= samplesTogether || batch.Count == MostTogether) yield return Taken();
        }
        if (batch.Count > 0) yield return Taken();

        List<T> Taken()
        {
            var taken = batch;
            (batch, sum) = ([], 0);
            return taken;
        }
    }
}
