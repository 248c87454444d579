using HubertAsr.Evaluation.Alignment;

namespace HubertAsr.Evaluation;

/// <summary>Scores hypotheses against references. Both sides are made NFC with single blanks first; nothing else is changed.</summary>
public static class Scorer
{
    private const int ChunkLength = 512;

    /// <summary>Scores a set; utterances are worked on in parallel and come back in the order given.</summary>
    /// <param name="name">The set's name, for the lines.</param>
    /// <param name="pairs">Any number of utterances; an empty reference is left out and counted, a null hypothesis is all deletions.</param>
    /// <exception cref="InvalidDataException">An id appears twice, or every reference is empty.</exception>
    public static ScoreSet Score(string name, IEnumerable<ScoringPair> pairs)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<ScoringPair>();
        var empty = new List<string>();
        foreach (var pair in pairs)
        {
            if (!seen.Add(pair.Id)) throw new InvalidDataException($"{name}: id '{pair.Id}' appears twice; an id names one utterance. Remove one of the two.");
            var reference = TextUnits.Canonical(pair.Reference);
            if (reference.Length == 0) empty.Add(pair.Id);
            else kept.Add(new ScoringPair(pair.Id, reference, pair.Hypothesis is null ? null : TextUnits.Canonical(pair.Hypothesis)));
        }

        if (kept.Count == 0) throw new InvalidDataException($"{name}: no utterance with a reference ({empty.Count} empty); at least one was expected. Is this the right file?");
        return new ScoreSet(name, ScoreAll(kept), empty);
    }

    /// <summary>One pair, both texts taken as they are after NFC and blanks.</summary>
    public static ErrorMeasures Score(string reference, string hypothesis) => new PairScorer().Score(TextUnits.Canonical(reference), TextUnits.Canonical(hypothesis));

    private static UtteranceScore[] ScoreAll(List<ScoringPair> pairs)
    {
        var scores = new UtteranceScore[pairs.Count];
        Parallel.For(0, (pairs.Count + ChunkLength - 1) / ChunkLength, () => new PairScorer(), (chunk, _, scorer) =>
        {
            for (var i = chunk * ChunkLength; i < Math.Min(pairs.Count, (chunk + 1) * ChunkLength); i++)
                scores[i] = new UtteranceScore(pairs[i].Id, pairs[i].Reference, pairs[i].Hypothesis, scorer.Score(pairs[i].Reference, pairs[i].Hypothesis ?? ""));
            return scorer;
        }, _ => { });
        return scores;
    }
}
