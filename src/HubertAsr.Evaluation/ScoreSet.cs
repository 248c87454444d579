using System.Globalization;

namespace HubertAsr.Evaluation;

/// <summary>A scored test set: every utterance, and the totals.</summary>
public sealed class ScoreSet
{
    internal ScoreSet(string name, IReadOnlyList<UtteranceScore> utterances, IReadOnlyList<string> emptyReferences)
    {
        Name = name;
        Utterances = utterances;
        EmptyReferences = emptyReferences;
        Missing = [.. utterances.Where(utterance => utterance.Hypothesis is null).Select(utterance => utterance.Id)];
        Total = utterances.Aggregate(new ErrorMeasures(), (total, utterance) => total + utterance.Measures);
    }

    /// <summary>The set's name as it ends each line: <c>corpus/eval_clean</c>.</summary>
    public string Name { get; }

    /// <summary>Scored utterances in the order they were given.</summary>
    public IReadOnlyList<UtteranceScore> Utterances { get; }

    /// <summary>Ids left out because nothing was left of their reference.</summary>
    public IReadOnlyList<string> EmptyReferences { get; }

    /// <summary>Ids without a hypothesis: all their units count as deleted.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Sums over the utterances; rates are errors over reference units of the whole set, never a mean of rates.</summary>
    public ErrorMeasures Total { get; }

    /// <summary>Kaldi's lines: <c>%CER 7.49 [ 4899 / 65422, 612 ins, 1210 del, 3077 sub ] eval_clean</c>, then without spaces, words, space-normalised words, jamo, sentences.</summary>
    public IReadOnlyList<string> KaldiLines() =>
    [
        Line("CER", Total.CerWithSpaces),
        Line("CER-nospace", Total.CerWithoutSpaces),
        Line("WER", Total.Wer),
        Line("sWER", Total.SpaceNormalizedWer),
        Line("JER", Total.Jamo),
        string.Create(CultureInfo.InvariantCulture, $"%SER {Percent(Total.Sentence)} [ {Total.Sentence.Errors} / {Total.Sentence.Reference} ] {Ending}"),
    ];

    private string Ending => Missing.Count > 0 ? $"{Name} [PARTIAL]" : Name;

    private string Line(string measure, ErrorCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"%{measure} {Percent(counts)} [ {counts.Errors} / {counts.Reference}, {counts.Insertions} ins, {counts.Deletions} del, {counts.Substitutions} sub ] {Ending}");

    private static string Percent(ErrorCounts counts) => (100 * counts.Rate).ToString("F2", CultureInfo.InvariantCulture);
}
