namespace HubertAsr.Evaluation.Attribution;

/// <summary>How much of a set's errors one cause has.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Utterances">Wrong utterances it explains.</param>
/// <param name="Errors">Their character errors, blanks counted.</param>
public sealed record CauseCount(ErrorCause Cause, int Utterances, long Errors);

/// <summary>Every wrong utterance of a scored set under exactly one cause.</summary>
/// <param name="Counts">One a cause, in the order of <see cref="ErrorCause"/>.</param>
/// <param name="ByUtterance">The cause of each attributed utterance, by id.</param>
/// <param name="Unknown">Wrong utterances without scores: nothing can be said of them.</param>
public sealed record ErrorAttribution(IReadOnlyList<CauseCount> Counts, IReadOnlyDictionary<string, ErrorCause> ByUtterance, int Unknown)
{
    /// <param name="set">The scored set.</param>
    /// <param name="scoresOf">Scores by id; null where there are none.</param>
    /// <returns>Null when no utterance has scores.</returns>
    public static ErrorAttribution? Of(ScoreSet set, Func<string, ScoredTexts?> scoresOf)
    {
        var wrong = set.Utterances.Where(utterance => utterance.Measures.Sentence.Errors > 0).ToList();
        var causes = wrong.Select(utterance => (utterance, Scores: scoresOf(utterance.Id))).Where(item => item.Scores is not null)
            .ToDictionary(item => item.utterance.Id, item => item.Scores!.Cause(), StringComparer.Ordinal);
        if (causes.Count == 0 && !set.Utterances.Any(utterance => scoresOf(utterance.Id) is not null)) return null;
        return new ErrorAttribution(
            [.. Enum.GetValues<ErrorCause>().Select(cause =>
            {
                var owed = wrong.Where(utterance => causes.TryGetValue(utterance.Id, out var found) && found == cause).ToList();
                return new CauseCount(cause, owed.Count, owed.Sum(utterance => utterance.Measures.CerWithSpaces.Errors));
            })],
            causes, wrong.Count - causes.Count);
    }
}
