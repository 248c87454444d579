using System.Globalization;
using HubertAsr.Evaluation.Alignment;

namespace HubertAsr.Evaluation.Statistics;

/// <summary>The utterances that share a value of a column.</summary>
/// <param name="Column">Column name.</param>
/// <param name="Value">The value, a range of numbers, or empty when unknown.</param>
/// <param name="Utterances">How many.</param>
/// <param name="Total">Their errors.</param>
/// <param name="Intervals">Null when there are too few utterances to resample.</param>
/// <param name="IsSmall">Too few to conclude from.</param>
public sealed record Slice(string Column, string Value, int Utterances, ErrorMeasures Total, ScoreIntervals? Intervals, bool IsSmall);

/// <summary>Cuts a scored set by a column.</summary>
/// <param name="bootstrap">For the intervals; null: none.</param>
/// <param name="smallCount">A slice with fewer utterances is marked.</param>
public sealed class Slicer(Bootstrap? bootstrap, int smallCount)
{
    private const int FewestToResample = 5, MostNumbersAsValues = 12, Bins = 4;

    /// <summary>The slices of a column: those that are not small first, the worst CER first.</summary>
    /// <param name="set">The scored set.</param>
    /// <param name="column">Name, for the slices.</param>
    /// <param name="valueOf">The value of an id. More than 12 different numbers become four ranges of about equal size.</param>
    public IReadOnlyList<Slice> Cut(ScoreSet set, string column, Func<string, string> valueOf)
    {
        var labels = Labels(set, valueOf);
        return
        [
            .. set.Utterances.GroupBy(utterance => labels(valueOf(utterance.Id)))
                .Select(group => Of(column, group.Key, [.. group]))
                .OrderBy(slice => slice.IsSmall).ThenByDescending(slice => slice.Total.CerWithSpaces.Rate).ThenBy(slice => double.TryParse(slice.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NegativeInfinity)
                .ThenBy(slice => slice.Value, StringComparer.Ordinal),
        ];
    }

    private Slice Of(string column, string value, List<UtteranceScore> utterances) => new(
        column, value, utterances.Count,
        utterances.Aggregate(new ErrorMeasures(), (total, utterance) => total + utterance.Measures),
        bootstrap is null || utterances.Count < FewestToResample ? null : ScoreIntervals.Of(utterances, bootstrap),
        utterances.Count < smallCount);

    private static Func<string, string> Labels(ScoreSet set, Func<string, string> valueOf)
    {
        string[] values = [.. set.Utterances.Select(utterance => valueOf(utterance.Id)).Where(value => value.Length > 0)];
        var numbers = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])) return value => value;
        }

        if (numbers.Distinct().Count() <= MostNumbersAsValues) return value => value;
        Array.Sort(numbers);
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(bin => numbers[Math.Min(bin * numbers.Length / Bins, numbers.Length - 1)]).Distinct()];
        return value => value.Length == 0 ? value : Range(edges, double.Parse(value, CultureInfo.InvariantCulture));
    }

    private static string Range(double[] edges, double number)
    {
        var bin = 0;
        while (bin < edges.Length - 2 && number >= edges[bin + 1]) bin++;
        var close = bin == edges.Length - 2 ? "]" : ")";
        return string.Create(CultureInfo.InvariantCulture, $"[{edges[bin]:0.##}, {edges[bin + 1]:0.##}{close}");
    }

    /// <summary>How many syllables and other characters an utterance has, blanks left out: the column <c>length</c>.</summary>
    public static string Length(string reference)
    {
        List<int> characters = [];
        TextUnits.AddCharacters(reference, characters);
        return characters.Count(character => character != TextUnits.Blank).ToString(CultureInfo.InvariantCulture);
    }
}
