using HubertAsr.Decoding;

namespace HubertAsr.Evaluation.Reports;

/// <summary>One bin of confidences.</summary>
/// <param name="Confidence">Mean confidence of its words.</param>
/// <param name="Right">Share of them that are right.</param>
/// <param name="Count">Words.</param>
public readonly record struct ReliabilityBin(double Confidence, double Right, int Count);

/// <summary>How far confidences can be believed.</summary>
/// <param name="Bins">Ten of equal width; empty ones left out.</param>
/// <param name="ExpectedCalibrationError">Mean distance of confidence and share right, weighted by words.</param>
/// <param name="Points">The isotonic fit: confidence to probability, for <see cref="ConfidenceCalibration"/>.</param>
public sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins, double ExpectedCalibrationError, IReadOnlyList<(double Raw, double Probability)> Points)
{
    private const int BinCount = 10;

    /// <summary>Null for no words.</summary>
    public static Reliability? Of(IReadOnlyList<(double Confidence, bool IsRight)> words)
    {
        if (words.Count == 0) return null;
        ReliabilityBin[] bins =
        [
            .. words.GroupBy(word => Math.Min((int)(word.Confidence * BinCount), BinCount - 1)).OrderBy(bin => bin.Key)
                .Select(bin => new ReliabilityBin(bin.Average(word => word.Confidence), bin.Average(word => word.IsRight ? 1.0 : 0), bin.Count())),
        ];
        var error = bins.Sum(bin => Math.Abs(bin.Confidence - bin.Right) * bin.Count) / words.Count;
        return new Reliability(bins, error, IsotonicFit.Fit(words));
    }
}

/// <summary>Pool-adjacent-violators: the rising step function nearest to what was seen, in squares.</summary>
public static class IsotonicFit
{
    /// <summary>Points that rise in both coordinates: mean confidence of each pool, share right.</summary>
    /// <param name="words">Confidence in [0, 1], and whether it was right.</param>
    public static IReadOnlyList<(double Raw, double Probability)> Fit(IReadOnlyList<(double Confidence, bool IsRight)> words)
    {
        var pools = new List<(double Confidence, double Right, double Count)>();
        foreach (var tie in words.GroupBy(word => word.Confidence).OrderBy(tie => tie.Key))
        {
            double count = tie.Count(), right = tie.Count(word => word.IsRight);
            var pool = (Confidence: tie.Key * count, Right: right, Count: count);
            while (pools.Count > 0 && pools[^1].Right / pools[^1].Count >= pool.Right / pool.Count)
            {
                pool = (pool.Confidence + pools[^1].Confidence, pool.Right + pools[^1].Right, pool.Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        return [.. pools.Select(pool => (Math.Clamp(pool.Confidence / pool.Count, 0, 1), pool.Right / pool.Count))];
    }
}
