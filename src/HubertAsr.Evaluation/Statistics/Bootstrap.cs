using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    /// <summary>Two vectors of eight.</summary>
    private const int TileColumns = 16;

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
    /// <param name="values">One row a group, each of the same width; not negative.</param>
    /// <returns>One row a resample: the column sums over the groups that were drawn.</returns>
    /// <exception cref="OverflowException">A value beyond 2³¹.</exception>
    public long[][] Sums(IReadOnlyList<long[]> values)
    {
        var sums = new long[_resamples][];
        for (var resample = 0; resample < _resamples; resample++) sums[resample] = new long[values[0].Length];
        for (var column = 0; column < values[0].Length; column += TileColumns)
        {
            var (first, tile) = (column, Tile(values, column));
            // So many draws cannot overflow a sum of 32 bits.
            var safeDraws = int.MaxValue / Math.Max(1, tile.Max());
            Parallel.For(0, _resamples, resample => AddDraws(tile, safeDraws, new DrawSequence(_seed, resample), sums[resample].AsSpan(first)));
        }

        return sums;
    }

    /// <summary>Up to sixteen columns, a row to a cache line: draws jump about, and each should cost one load.</summary>
    private static int[] Tile(IReadOnlyList<long[]> values, int first)
    {
        var columns = Math.Min(TileColumns, values[0].Length - first);
        var tile = new int[values.Count * TileColumns];
        for (var row = 0; row < values.Count; row++)
        {
            for (var column = 0; column < columns; column++) tile[row * TileColumns + column] = checked((int)values[row][first + column]);
        }

        return tile;
    }

    private static void AddDraws(int[] tile, int safeDraws, DrawSequence random, Span<long> sum)
    {
        var rows = tile.Length / TileColumns;
        Span<int> part = stackalloc int[TileColumns];
        for (var left = rows; left > 0; left -= safeDraws)
        {
            Vector256<int> low = default, high = default;
            ref var origin = ref MemoryMarshal.GetArrayDataReference(tile);
            for (var draw = Math.Min(left, safeDraws); draw > 0; draw--)
            {
                var row = (nuint)(random.Next(rows) * TileColumns);
                low += Vector256.LoadUnsafe(ref origin, row);
                high += Vector256.LoadUnsafe(ref origin, row + TileColumns / 2);
            }

            low.CopyTo(part);
            high.CopyTo(part[(TileColumns / 2)..]);
            for (var column = 0; column < Math.Min(TileColumns, sum.Length); column++) sum[column] += part[column];
        }
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
