namespace HubertAsr.Decoding;

/// <summary>Best-path decoding: the best token of each frame, repeats collapsed, blanks dropped. [Graves06] §3.2</summary>
public static class GreedySearch
{
    /// <summary>The collapsed labels of the best path.</summary>
    /// <param name="emissions">Natural-log probabilities [T, V].</param>
    /// <param name="blankId">The id of the CTC blank.</param>
    /// <returns>Labels in order, blank never among them.</returns>
    public static int[] Labels(Emissions emissions, int blankId)
    {
        if (blankId < 0 || blankId >= emissions.VocabularySize)
            throw new InvalidDataException($"blank id {blankId} in emissions over {emissions.VocabularySize} tokens. Give the vocabulary of the model that made them.");
        var labels = new List<int>();
        var previous = blankId;
        for (var t = 0; t < emissions.FrameCount; t++)
        {
            var best = BestToken(emissions.Frame(t));
            if (best != blankId && best != previous) labels.Add(best);
            previous = best;
        }

        return [.. labels];
    }

    /// <summary>The share of frames whose best token is the blank, in [0, 1]; 0 for no frames.</summary>
    public static double BlankShare(Emissions emissions, int blankId)
    {
        var blanks = 0;
        for (var t = 0; t < emissions.FrameCount; t++)
            if (BestToken(emissions.Frame(t)) == blankId) blanks++;
        return emissions.FrameCount == 0 ? 0 : (double)blanks / emissions.FrameCount;
    }

    internal static int BestToken(ReadOnlySpan<float> frame)
    {
        var best = 0;
        for (var token = 1; token < frame.Length; token++)
            if (frame[token] > frame[best]) best = token;
        return best;
    }
}
