using HubertAsr.Evaluation.Reports;

namespace HubertAsr.Evaluation.Calibration;

/// <summary>One word of a hypothesis: how sure the decoder was, in [0, 1], and whether the word stands in the reference.</summary>
public readonly record struct WordOutcome(double Confidence, bool IsRight)
{
    /// <summary>The words of a scored set, aligned with their references.</summary>
    /// <param name="set">The set.</param>
    /// <param name="details">What the decoder said, by id; utterances it said nothing of are left out.</param>
    public static IReadOnlyList<WordOutcome> Of(ScoreSet set, IReadOnlyDictionary<string, UtteranceDetail> details) =>
        [.. set.Utterances.SelectMany(utterance => Of(utterance, details.GetValueOrDefault(utterance.Id)))];

    private static IEnumerable<WordOutcome> Of(UtteranceScore utterance, UtteranceDetail? detail)
    {
        if (detail is not { Words.Count: > 0 }) yield break;
        var alignment = EditAlignment.OfWords(utterance.Reference, string.Join(' ', detail.Words.Select(word => word.Word)));
        foreach (var edit in alignment.Edits.Where(edit => edit.HypothesisIndex >= 0 && edit.HypothesisIndex < detail.Words.Count))
            yield return new WordOutcome(detail.Words[edit.HypothesisIndex].Confidence, edit.Kind == EditKind.Match);
    }
}
