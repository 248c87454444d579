namespace HubertAsr.Evaluation;

/// <summary>
/// The control of whether a model hears or recites: each transcript is scored against what the model made of another clip's audio of like length.
/// A text depends on its audio alone, so exchanging the audio is exchanging the hypotheses; nothing is recognised again.
/// </summary>
public static class ExchangedAudio
{
    /// <summary>Whether the set has two different transcripts to exchange audio between.</summary>
    public static bool IsPossible(ScoreSet set) => set.Utterances.Select(utterance => utterance.Reference).Distinct().Skip(1).Any();

    /// <param name="set">The set as it was scored.</param>
    /// <param name="seconds">Length of each utterance's audio, seconds, by id.</param>
    /// <returns>The same references, each with the hypothesis of the clip of the nearest length whose own transcript is another.</returns>
    /// <exception cref="InvalidDataException">All transcripts are the same, so there is nothing to exchange.</exception>
    public static ScoreSet Score(ScoreSet set, IReadOnlyDictionary<string, double> seconds)
    {
        var byLength = set.Utterances.OrderBy(utterance => seconds[utterance.Id]).ThenBy(utterance => utterance.Id, StringComparer.Ordinal).ToList();
        return Scorer.Score(
            $"{set.Name} (audio exchanged)",
            byLength.Select((utterance, index) => new ScoringPair(utterance.Id, utterance.Reference, Nearest(byLength, index, set.Name, seconds).Hypothesis ?? "")));
    }

    // Walks outwards from the utterance's place in the order of lengths.
    private static UtteranceScore Nearest(List<UtteranceScore> byLength, int index, string name, IReadOnlyDictionary<string, double> seconds)
    {
        var own = byLength[index];
        var candidates = new[] { After(index + 1, 1), After(index - 1, -1) }.OfType<UtteranceScore>().ToList();
        return candidates.MinBy(other => Math.Abs(seconds[other.Id] - seconds[own.Id]))
            ?? throw new InvalidDataException($"{name}: every transcript is '{own.Reference}'; at least two different ones were expected to exchange audio between.");

        UtteranceScore? After(int from, int step)
        {
            for (var i = from; i >= 0 && i < byLength.Count; i += step)
                if (byLength[i].Reference != own.Reference) return byLength[i];
            return null;
        }
    }
}
