using System.Globalization;
using HubertAsr.Evaluation.Statistics;

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
    public IReadOnlyList<string> KaldiLines() => [.. Measure.All.Select(measure => Line(measure, Total, Ending))];

    /// <summary>The CER of a slice, the set's name followed by <c>column=value</c>, and <c>(small)</c> where there is too little to conclude from.</summary>
    public string SliceLine(Slice slice) =>
        Line(Measure.CerWithSpaces, slice.Total, $"{Ending} {slice.Column}={slice.Value}{(slice.IsSmall ? " (small)" : "")}");

    private string Ending => Missing.Count > 0 ? $"{Name} [PARTIAL]" : Name;

    private static string Line(Measure measure, ErrorMeasures total, string ending)
    {
        var counts = measure.Of(total);
        // A sentence is right or wrong: Kaldi's own line has no kinds either.
        var kinds = measure == Measure.Sentence ? "" : string.Create(CultureInfo.InvariantCulture, $", {counts.Insertions} ins, {counts.Deletions} del, {counts.Substitutions} sub");
        return string.Create(CultureInfo.InvariantCulture, $"%{measure.Label} {100 * counts.Rate:F2} [ {counts.Errors} / {counts.Reference}{kinds} ] {ending}");
    }
}
