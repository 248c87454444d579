using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Training.Pretraining;

/// <summary>
/// k-means++ (Arthur and Vassilvitskii 2007), greedy: each centre is the best of 2 + ⌊ln K⌋ frames drawn by their squared distance to the centres so far.
/// </summary>
internal static class KMeansSeeding
{
    // Held here, as in Codebook.
    private static readonly Scalar _zero = 0;
    private static readonly Scalar _one = 1;
    private static readonly Scalar _minusTwo = -2;

    /// <summary>Rows of <paramref name="frames"/> to begin with.</summary>
    /// <param name="frames">Tensor [N, D], N ≥ K.</param>
    /// <param name="clusters">K.</param>
    /// <param name="random">The draw.</param>
    /// <returns>Centres [K, D].</returns>
    public static Tensor Choose(Tensor frames, int clusters, Random random)
    {
        using var scope = NewDisposeScope();
        var norms = frames.mul(frames).sum(1); // [N]
        var trials = 2 + (int)Math.Log(clusters);
        var chosen = new long[clusters];
        chosen[0] = random.NextInt64(frames.shape[0]);
        var nearest = Distances(frames, norms, [chosen[0]])[0]; // [N]
        for (var cluster = 1; cluster < clusters; cluster++)
        {
            using var step = NewDisposeScope();
            var candidates = Draw(nearest, trials, random);
            var distances = minimum(nearest.unsqueeze(0), Distances(frames, norms, candidates)); // [trials, N]
            var best = distances.sum(1).argmin().item<long>();
            chosen[cluster] = candidates[best];
            var next = distances[best].clone().MoveToOuterDisposeScope();
            nearest.Dispose();
            nearest = next;
        }

        return frames.index_select(0, tensor(chosen)).MoveToOuterDisposeScope();
    }

    /// <summary>Squared distances of all frames to some of them [C, N].</summary>
    private static Tensor Distances(Tensor frames, Tensor norms, long[] rows)
    {
        using var scope = NewDisposeScope();
        var centres = frames.index_select(0, tensor(rows));
        return norms.unsqueeze(0).add(centres.mul(centres).sum(1).unsqueeze(1), _one).add(centres.mm(frames.t()), _minusTwo).clamp_min_(_zero).MoveToOuterDisposeScope();
    }

    /// <summary>Frames drawn with probability in proportion to <paramref name="weights"/>.</summary>
    private static long[] Draw(Tensor weights, int count, Random random)
    {
        using var scope = NewDisposeScope();
        var sums = weights.to_type(ScalarType.Float64).cumsum(0);
        var total = sums[-1].item<double>();
        // All frames equal: any of them will do.
        if (total <= 0) return [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(weights.shape[0]))];
        var points = tensor(Enumerable.Range(0, count).Select(_ => random.NextDouble() * total).ToArray());
        var last = weights.shape[0] - 1;
        return [.. searchsorted(sums, points).data<long>().Select(row => Math.Min(row, last))];
    }
}
