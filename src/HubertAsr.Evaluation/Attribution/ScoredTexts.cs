using HubertAsr.Decoding;

namespace HubertAsr.Evaluation.Attribution;

/// <summary>What reference and output of one utterance score under the objective of the search that wrote the output.</summary>
public sealed record ScoredTexts(TextScore Reference, TextScore Output)
{
    // The same sums in another order.
    private const double Tolerance = 1e-6;

    /// <summary>Why the output won, for an utterance whose output is wrong.</summary>
    public ErrorCause Cause()
    {
        if (!Reference.IsWritable) return ErrorCause.OutOfVocabulary;
        if (Reference.Score > Output.Score + Tolerance) return ErrorCause.Search;
        if (Output.Acoustic > Reference.Acoustic + Tolerance) return ErrorCause.Acoustic;
        return Reference.UnknownWords > 0 ? ErrorCause.OutOfVocabulary : ErrorCause.LanguageModel;
    }
}
