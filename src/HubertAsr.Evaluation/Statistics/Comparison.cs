using System.Globalization;

namespace HubertAsr.Evaluation.Statistics;

/// <summary>Two systems on the same references: their difference, and how sure it is.</summary>
/// <param name="Measure">The rate compared.</param>
/// <param name="A">Counts of the first system.</param>
/// <param name="B">Counts of the second, against the same reference units.</param>
/// <param name="Difference">95 % interval of rate A less rate B: positive when B is better.</param>
/// <param name="Agreement">Share of the resamples whose difference has the sign of the whole set's.</param>
/// <param name="MatchedPairs">The same question asked by MAPSSWE on words.</param>
public sealed record Comparison(Measure Measure, ErrorCounts A, ErrorCounts B, Interval Difference, double Agreement, MatchedPairs MatchedPairs)
{
    /// <exception cref="ArgumentException">The sets do not hold the same references in the same order.</exception>
    public static Comparison Of(ScoreSet a, ScoreSet b, Measure measure, Bootstrap bootstrap, Func<string, string>? speakerOf = null)
    {
        if (!a.Utterances.Select(utterance => (utterance.Id, utterance.Reference)).SequenceEqual(b.Utterances.Select(utterance => (utterance.Id, utterance.Reference))))
            throw new ArgumentException($"{a.Name}: the two results do not have the same references; the same ids and texts were expected. Score both against one file.");

        var others = b.Utterances.ToDictionary(utterance => utterance.Id, utterance => measure.Of(utterance.Measures), StringComparer.Ordinal);
        var (_, groups) = ScoreIntervals.Groups(a.Utterances, speakerOf);
        double[] differences = [.. bootstrap.Sums([.. groups.Select(Row)]).Select(sum => (double)(sum[0] - sum[1]) / sum[2])];
        var sign = Math.Sign(measure.Of(a.Total).Errors - measure.Of(b.Total).Errors);
        var pairs = MatchedPairs.Test(a.Utterances.Zip(b.Utterances, (left, right) => (left.Reference, left.Hypothesis ?? "", right.Hypothesis ?? "")));
        return new Comparison(measure, measure.Of(a.Total), measure.Of(b.Total), Bootstrap.Percentiles(differences),
            differences.Count(difference => Math.Sign(difference) == sign) / (double)differences.Length, pairs);

        long[] Row(IReadOnlyList<UtteranceScore> group)
        {
            var counts = group.Select(utterance => measure.Of(utterance.Measures)).ToList();
            return [counts.Sum(count => count.Errors), group.Sum(utterance => others[utterance.Id].Errors), counts.Sum(count => count.Reference)];
        }
    }

    /// <summary>The result in one sentence, in English or Korean.</summary>
    /// <param name="a">What the first system is called.</param>
    /// <param name="b">What the second is called.</param>
    /// <param name="lang"><c>ko</c> or <c>en</c>.</param>
    public string Sentence(string a, string b, string lang)
    {
        var points = 100 * (A.Rate - B.Rate);
        var (winner, loser) = points > 0 ? (b, a) : (a, b);
        var sure = Difference.Low > 0 || Difference.High < 0;
        FormattableString sentence = (points == 0, sure, lang) switch
        {
            (true, _, "ko") => $"{Measure.Label}: {a}와(과) {b}의 오류 수가 같습니다.",
            (true, _, _) => $"{Measure.Label}: {a} and {b} make equally many errors.",
            (_, true, "ko") => $"{Measure.Label}: {winner}이(가) {loser}보다 {Math.Abs(points):F2} ± {100 * Difference.HalfWidth:F2} %p 낫습니다. 재표본의 {100 * Agreement:F1} %가 같은 결론입니다 (MAPSSWE p {P}).",
            (_, true, _) => $"{Measure.Label}: {winner} is better than {loser} by {Math.Abs(points):F2} ± {100 * Difference.HalfWidth:F2} points; {100 * Agreement:F1} % of resamples agree (MAPSSWE p {P}).",
            (_, false, "ko") => $"{Measure.Label}: 차이가 확실하지 않습니다. {winner}이(가) {loser}보다 {Math.Abs(points):F2} ± {100 * Difference.HalfWidth:F2} %p 낫지만 재표본의 {100 * Agreement:F1} %만 같은 결론입니다 (MAPSSWE p {P}).",
            _ => $"{Measure.Label}: no sure difference: {winner} is ahead of {loser} by {Math.Abs(points):F2} ± {100 * Difference.HalfWidth:F2} points, and {100 * Agreement:F1} % of resamples agree (MAPSSWE p {P}).",
        };
        return sentence.ToString(CultureInfo.InvariantCulture);
    }

    private string P => double.IsNaN(MatchedPairs.P) ? "= –" : MatchedPairs.P < 0.0001 ? "< 0.0001" : string.Create(CultureInfo.InvariantCulture, $"= {MatchedPairs.P:F4}");
}
