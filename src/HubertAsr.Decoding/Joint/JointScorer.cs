using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>Joint decoding with two heads over one encoder, one of jamo and one of syllables, say: the candidates of the first head's beam are ranked by
/// <c>(1 − w)·ln P₁ + w·ln P₂ + language model</c> (K-wav2vec, Kim and Kang 2021).</summary>
/// <param name="second">The tokens of the second head.</param>
/// <param name="weight">w: the second head's share, 0 to 1.</param>
public sealed class JointScorer(CtcVocabulary second, double weight)
{
    private readonly CtcTokenizer _tokenizer = CtcTokenizer.Create(second);

    /// <summary>The same candidates in their new order; their acoustic score is the mixture.</summary>
    /// <param name="candidates">Texts of the first head's search.</param>
    /// <param name="emissions">What the second head says of the same frames.</param>
    /// <exception cref="InvalidDataException">The emissions are not over the second head's tokens.</exception>
    public IReadOnlyList<Hypothesis> Rank(IReadOnlyList<Hypothesis> candidates, Emissions emissions)
    {
        emissions.Checked("second head", second.Count);
        return [.. candidates.Select(candidate => Mix(candidate, emissions)).OrderByDescending(candidate => candidate.Score)];
    }

    private Hypothesis Mix(Hypothesis candidate, Emissions emissions)
    {
        var other = CtcProbability.Log(emissions, _tokenizer.EncodeLabels(candidate.Text), second.BlankId);
        // A text that the second head cannot spell in these frames is not ruled out: it is as unlikely as nothing else is.
        var acoustic = (1 - weight) * candidate.Acoustic + weight * Math.Max(other, -1e4);
        return candidate with { Acoustic = acoustic, Score = candidate.Score - candidate.Acoustic + acoustic };
    }
}
