namespace HubertAsr.Evaluation.Calibration;

/// <summary>Pool-adjacent-violators: the rising step function nearest to what was seen, in squares.</summary>
public static class IsotonicFit
{
    /// <summary>Points that rise in both coordinates: mean confidence of each pool, share right.</summary>
    /// <param name="words">Confidence in [0, 1], and whether it was right.</param>
    public static IReadOnlyList<(double Raw, double Probability)> Fit(IReadOnlyList<WordOutcome> words)
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
