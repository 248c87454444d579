namespace HubertAsr.Evaluation.Statistics;

/// <summary>A 95 % interval.</summary>
public readonly record struct Interval(double Low, double High)
{
    public double HalfWidth => (High - Low) / 2;
}

/// <summary>
/// Percentile bootstrap of ratios of sums: whole groups (utterances, or speakers with all of theirs) are drawn with replacement, as many as there are.
/// Resample number b uses the seed and b alone, so results do not depend on the number of threads.
/// </summary>
public sealed class Bootstrap
{
    private readonly int _resamples;
    private readonly long _seed;

    /// <param name="resamples">How many sets are drawn.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    public Bootstrap(int resamples = 1000, long seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        _resamples = resamples;
        _seed = seed;
    }

    /// <summary>Sums over each resample.</summary>
    /// <param name="values">One row a group, each of the same width.</param>
    /// <returns>One row a resample: the column sums over the groups that were drawn.</returns>
    public long[][] Sums(IReadOnlyList<long[]> values)
    {
        var width = values[0].Length;
        var flat = new long[values.Count * width];
        for (var row = 0; row < values.Count; row++) values[row].CopyTo(flat, row * width);

        var sums = new long[_resamples][];
        Parallel.For(0, _resamples, resample =>
        {
            var random = new DrawSequence(_seed, resample);
            var sum = new long[width];
            for (var draw = 0; draw < values.Count; draw++)
            {
                var row = flat.AsSpan(random.Next(values.Count) * width, width);
                for (var column = 0; column < row.Length; column++) sum[column] += row[column];
            }

            sums[resample] = sum;
        });
        return sums;
    }

    /// <summary>The interval from the 2.5th to the 97.5th percentile, between neighbours by their distance. NaN values (no unit drawn) are left out.</summary>
    public static Interval Percentiles(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return sorted.Length == 0 ? new Interval(double.NaN, double.NaN) : new Interval(At(sorted, 0.025), At(sorted, 0.975));
    }

    private static double At(double[] sorted, double quantile)
    {
        var position = quantile * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
