namespace HubertAsr.Decoding;

/// <summary>What an acoustic model says of one utterance: natural-log probabilities, row-major, one row a frame.</summary>
/// <param name="LogProbs">Natural-log probabilities [T, V]; each row is a distribution over the vocabulary.</param>
/// <param name="FrameCount">T.</param>
/// <param name="VocabularySize">V.</param>
public sealed record Emissions(float[] LogProbs, int FrameCount, int VocabularySize)
{
    /// <summary>What a second head over other units says of the same frames; null for a model of one head.</summary>
    public Emissions? Second { get; init; }

    // A log-softmax in single precision may end a rounding error above zero.
    private const float LargestLogProb = 1e-3f;

    /// <summary>The log probabilities of one frame. [V]</summary>
    public ReadOnlySpan<float> Frame(int frame) => LogProbs.AsSpan(frame * VocabularySize, VocabularySize);

    /// <summary>Checks that the numbers can be log probabilities of <paramref name="vocabularySize"/> tokens.</summary>
    /// <param name="id">The utterance, for the message.</param>
    /// <param name="vocabularySize">Tokens of the vocabulary that will read them.</param>
    /// <exception cref="InvalidDataException">Another size, NaN, a positive value or a frame without any probability.</exception>
    public Emissions Checked(string id, int vocabularySize)
    {
        if (LogProbs.LongLength != (long)FrameCount * VocabularySize)
            throw new InvalidDataException($"{id}: {LogProbs.LongLength} numbers; {FrameCount} frames of {VocabularySize} tokens are {(long)FrameCount * VocabularySize}.");
        if (VocabularySize != vocabularySize)
            throw new InvalidDataException($"{id}: emissions over {VocabularySize} tokens; the vocabulary has {vocabularySize}. Give the vocab.json of the model that made them.");
        for (var t = 0; t < FrameCount; t++) CheckFrame(id, t);
        return this;
    }

    /// <summary>Σ p of one frame: 1 for a distribution.</summary>
    public double TotalProbability(int frame)
    {
        var sum = 0.0;
        foreach (var logProb in Frame(frame)) sum += Math.Exp(logProb);
        return sum;
    }

    private void CheckFrame(string id, int frame)
    {
        var best = float.NegativeInfinity;
        foreach (var logProb in Frame(frame))
        {
            if (float.IsNaN(logProb))
                throw new InvalidDataException($"{id}: NaN in frame {frame}; log probabilities expected. Did the model diverge or overflow in half precision?");
            if (logProb > LargestLogProb)
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{id}: {logProb:0.###} in frame {frame}; natural-log probabilities are never positive. Are these logits? Apply log-softmax first."));
            best = Math.Max(best, logProb);
        }

        if (float.IsNegativeInfinity(best))
            throw new InvalidDataException($"{id}: frame {frame} gives no token any probability; a distribution expected.");
    }
}
