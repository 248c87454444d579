namespace HubertAsr.Training;

/// <summary>
/// Puts utterances of a batch one behind the other, with a little silence between or none: who learns from single clips only has never heard one end in the middle of a
/// recording, and long recordings are heard in stretches of many.
/// </summary>
/// <param name="options">How often, how many, how far apart.</param>
/// <param name="maxSeconds">No joined utterance is longer.</param>
/// <param name="join">The labels of two utterances that follow each other.</param>
/// <param name="trim">An utterance without the silence at its ends.</param>
internal sealed class UtteranceJoiner(AugmentOptions options, double maxSeconds, Func<int[], int[], int[]> join, Func<LabelledWaveform, LabelledWaveform> trim)
{
    /// <summary>The batch itself, or all of it joined to as few utterances, in order, as the draw asks for.</summary>
    /// <param name="rows">Near in length, as a batch is; not changed.</param>
    /// <param name="draw">A source of its own for this batch and epoch.</param>
    public IReadOnlyList<LabelledWaveform> Join(IReadOnlyList<LabelledWaveform> rows, Random draw)
    {
        if (rows.Count < 2 || draw.NextDouble() >= options.JoinProb) return rows;
        var together = Math.Min(draw.Next(2, options.JoinMost + 1), MostOf(rows.Max(row => row.Samples.Length)));
        if (together < 2) return rows;
        if (options.JoinTrimProb > 0 && draw.NextDouble() < options.JoinTrimProb) rows = [.. rows.Select(trim)];
        // As many in each as can be, so that the rows stay near in length.
        var count = (rows.Count + together - 1) / together;
        return [.. Enumerable.Range(0, count).Select(row => Joined([.. rows.Take(End(row)).Skip(End(row - 1))], () => draw.NextDouble()))];

        int End(int row) => rows.Count * (row + 1) / count;
    }

    /// <summary>The longest that an utterance can become, all gaps included.</summary>
    public LabelledWaveform Longest(LabelledWaveform row) =>
        options.JoinProb > 0 && Math.Min(options.JoinMost, MostOf(row.Samples.Length)) is > 1 and var together ? Joined([.. Enumerable.Repeat(row, together)], () => 1) : row;

    private static int Samples(double seconds) => (int)(seconds * TrainingData.SampleRateHz);

    private int MostOf(int length) => (Samples(maxSeconds) + Samples(options.JoinGapSeconds)) / (length + Samples(options.JoinGapSeconds));

    private LabelledWaveform Joined(IReadOnlyList<LabelledWaveform> rows, Func<double> draw)
    {
        List<float> samples = [.. rows[0].Samples];
        foreach (var row in rows.Skip(1))
        {
            samples.AddRange(new float[Samples(draw() * options.JoinGapSeconds)]);
            samples.AddRange(row.Samples);
        }
        return new LabelledWaveform(string.Join(" + ", rows.Select(row => row.Id)), [.. samples], rows.Select(row => row.Labels).Aggregate(join))
        {
            TrimmedSamples = rows.Sum(row => row.TrimmedSamples),
        };
    }
}
