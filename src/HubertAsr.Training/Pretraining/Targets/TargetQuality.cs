namespace HubertAsr.Training.Pretraining;

/// <summary>
/// How much clusters tell of letters, from a count of frames by letter and cluster ([Hsu21], the measures of its analysis of cluster quality): phone purity is the share of
/// frames whose letter is the commonest of their cluster, cluster purity the share whose cluster is the commonest of their letter, PNMI = I(letter; cluster) / H(letter).
/// </summary>
/// <param name="Frames">Frames counted.</param>
/// <param name="PhonePurity">[0, 1]; rises with the number of clusters by itself.</param>
/// <param name="ClusterPurity">[0, 1]; falls with the number of clusters.</param>
/// <param name="Pnmi">[0, 1]: share of the uncertainty about the letter that the cluster takes away.</param>
public sealed record TargetQuality(long Frames, double PhonePurity, double ClusterPurity, double Pnmi)
{
    /// <param name="counts">Frames by letter (row) and cluster (column).</param>
    public static TargetQuality Of(long[,] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (letters, clusters) = (counts.GetLength(0), counts.GetLength(1));
        var (byLetter, byCluster) = (new double[letters], new double[clusters]);
        var (bestLetter, bestCluster) = (new double[clusters], new double[letters]);
        for (var letter = 0; letter < letters; letter++)
        {
            for (var cluster = 0; cluster < clusters; cluster++)
            {
                double count = counts[letter, cluster];
                byLetter[letter] += count;
                byCluster[cluster] += count;
                bestLetter[cluster] = Math.Max(bestLetter[cluster], count);
                bestCluster[letter] = Math.Max(bestCluster[letter], count);
            }
        }

        var total = byLetter.Sum();
        if (total == 0) return new TargetQuality(0, double.NaN, double.NaN, double.NaN);
        var information = 0.0;
        for (var letter = 0; letter < letters; letter++)
        {
            for (var cluster = 0; cluster < clusters; cluster++)
            {
                double joint = counts[letter, cluster];
                if (joint > 0) information += joint / total * Math.Log(joint * total / (byLetter[letter] * byCluster[cluster]));
            }
        }

        return new TargetQuality((long)total, bestLetter.Sum() / total, bestCluster.Sum() / total, information / Entropy(byLetter));
    }

    /// <summary>Entropy of a count, nats.</summary>
    public static double Entropy(IReadOnlyList<double> counts)
    {
        var total = counts.Sum();
        return -counts.Where(count => count > 0).Sum(count => count / total * Math.Log(count / total));
    }
}

/// <summary>How evenly clusters are used.</summary>
/// <param name="Used">Clusters that label a frame at all.</param>
/// <param name="Clusters">K.</param>
/// <param name="Entropy">Of their use, nats; ln K when all are used alike.</param>
/// <param name="TopShare">Share of the frames in the largest.</param>
public sealed record ClusterUse(int Used, int Clusters, double Entropy, double TopShare)
{
    /// <summary>Above this share of the frames one cluster has taken over, and predicting it is no task.</summary>
    public const double CollapseShare = 0.5;

    /// <summary>As many clusters of equal size would be as uncertain.</summary>
    public double Perplexity => Math.Exp(Entropy);

    public bool IsCollapsed => TopShare > CollapseShare;

    public static ClusterUse Of(IReadOnlyList<long> counts)
    {
        double[] numbers = [.. counts.Select(count => (double)count)];
        return new ClusterUse(counts.Count(count => count > 0), counts.Count, TargetQuality.Entropy(numbers), numbers.Max() / numbers.Sum());
    }
}
