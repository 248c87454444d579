namespace HubertAsr.Evaluation.Statistics;

/// <summary>
/// The matched-pairs sentence-segment word error test (MAPSSWE; Gillick and Cox 1989). Segments lie between stretches of at least two words that both systems have right, so
/// errors in different segments can be taken as independent; the mean difference of errors a segment is compared with its own spread.
/// </summary>
/// <param name="Segments">Segments in which at least one system errs.</param>
/// <param name="MeanDifference">Errors of A less errors of B, a segment.</param>
/// <param name="Z">Mean difference in standard errors; NaN with fewer than two segments or no spread.</param>
/// <param name="P">Chance of a difference at least this large when there is none, two-sided (normal approximation, fair above about 50 segments).</param>
public sealed record MatchedPairs(int Segments, double MeanDifference, double Z, double P)
{
    private const int WordsThatSeparate = 2;

    /// <param name="texts">Reference, hypothesis of A, hypothesis of B, an utterance each, canonical.</param>
    public static MatchedPairs Test(IEnumerable<(string Reference, string A, string B)> texts)
    {
        var differences = new List<double>();
        foreach (var (reference, a, b) in texts) AddSegments(WordErrors.Of(reference, a), WordErrors.Of(reference, b), differences);
        if (differences.Count == 0) return new MatchedPairs(0, 0, double.NaN, double.NaN);

        var mean = differences.Average();
        var variance = differences.Count > 1 ? differences.Sum(difference => Math.Pow(difference - mean, 2)) / (differences.Count - 1) : double.NaN;
        var z = variance > 0 ? mean / Math.Sqrt(variance / differences.Count) : double.NaN;
        return new MatchedPairs(differences.Count, mean, z, TwoSided(z));
    }

    private static void AddSegments(WordErrors a, WordErrors b, List<double> differences)
    {
        var inSegment = false;
        int right = 0, difference = 0;
        for (var word = 0; word < a.AtWord.Length; word++)
        {
            Visit(a.Before[word], b.Before[word], isWord: false);
            Visit(a.AtWord[word], b.AtWord[word], isWord: true);
        }

        Visit(a.Before[^1], b.Before[^1], isWord: false);
        if (inSegment) differences.Add(difference);

        void Visit(int errorsA, int errorsB, bool isWord)
        {
            if (errorsA + errorsB > 0)
            {
                (inSegment, right) = (true, 0);
                difference += errorsA - errorsB;
            }
            else if (isWord && ++right == WordsThatSeparate && inSegment)
            {
                differences.Add(difference);
                (inSegment, difference) = (false, 0);
            }
        }
    }

    /// <summary>P(|N(0, 1)| ≥ |z|), to 1.5e-7 (Abramowitz and Stegun 7.1.26).</summary>
    private static double TwoSided(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        return t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.Exp(-x * x);
    }

    /// <summary>Errors at each reference word (0 or 1), and insertions before each and after the last.</summary>
    private sealed record WordErrors(int[] AtWord, int[] Before)
    {
        public static WordErrors Of(string reference, string hypothesis)
        {
            var alignment = EditAlignment.OfWords(reference, hypothesis);
            var errors = new WordErrors(new int[alignment.Reference.Count], new int[alignment.Reference.Count + 1]);
            var next = 0;
            foreach (var edit in alignment.Edits)
            {
                if (edit.Kind == EditKind.Insertion) errors.Before[next]++;
                else errors.AtWord[next++] = edit.Kind == EditKind.Match ? 0 : 1;
            }

            return errors;
        }
    }
}
