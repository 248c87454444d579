using HubertAsr.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Training.Pretraining;

/// <summary>What a clustering came to.</summary>
/// <param name="Codebook">The centres.</param>
/// <param name="InertiaPerFrame">Mean ‖x − c‖² over the sampled frames (over the first million of them when there are more).</param>
/// <param name="Steps">Mini-batches taken.</param>
/// <param name="Counts">Those frames by cluster.</param>
public sealed record Clustering(Codebook Codebook, double InertiaPerFrame, int Steps, long[] Counts);

/// <summary>
/// Mini-batch k-means (Sculley 2010) as scikit-learn runs it: several k-means++ starts on part of the frames, the best on other frames goes on; every centre is
/// the mean of all frames it ever received; it stops when the smoothed inertia of the batches no longer falls. A centre that has received nothing is moved to the
/// farthest frame of the batch.
/// </summary>
public sealed class MiniBatchKMeans(KMeansOptions options)
{
    // scikit-learn's: the starts are made on three batches.
    private const int StartBatches = 3;
    private const int MostEvaluated = 1_000_000;
    private const int AssignFrames = 50_000;

    // Held, as TensorArithmetic says.
    private static readonly Scalar _one = 1;

    /// <summary>Clusters frames.</summary>
    /// <param name="sample">At least as many frames as clusters.</param>
    /// <param name="progress">Is told step and smoothed inertia a frame.</param>
    /// <param name="stop">Ends it; nothing is kept.</param>
    /// <exception cref="InvalidDataException">Fewer frames than clusters.</exception>
    public Clustering Fit(FrameSample sample, Action<int, double>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.FrameCount < options.Clusters)
            throw new InvalidDataException($"k-means: {sample.FrameCount} frames for {options.Clusters} clusters; at least as many frames as clusters were expected, better a hundred times. Raise the sampled share, add audio, or ask for fewer clusters.");
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var random = new Random(options.ClusterSeed);
        var centroids = BestStart(sample, random, stop);
        var received = new double[options.Clusters];
        var steps = (int)Math.Min(int.MaxValue, Math.Max(1, options.MaxIterations * sample.FrameCount / options.BatchFrames));
        var convergence = new SmoothedInertia(sample.FrameCount, options.BatchFrames, options.MaxNoImprovement);
        var step = 0;
        while (step < steps)
        {
            stop.ThrowIfCancellationRequested();
            var inertia = Step(Batch(sample, options.BatchFrames, random), centroids, received);
            if (convergence.HasEnded(++step, inertia)) break;
            if (step % 100 == 0) progress?.Invoke(step, convergence.Value);
        }

        return Evaluate(sample, new Codebook([.. centroids.data<float>()], options.Clusters, sample.Dimension), step);
    }

    /// <summary>The k-means++ start that serves other frames best.</summary>
    private Tensor BestStart(FrameSample sample, Random random, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var count = (int)Math.Min(sample.FrameCount, Math.Max((long)StartBatches * options.BatchFrames, 3L * options.Clusters));
        var judged = Batch(sample, count, random);
        Tensor? best = null;
        var least = double.PositiveInfinity;
        for (var start = 0; start < options.Initializations; start++)
        {
            stop.ThrowIfCancellationRequested();
            using var attempt = NewDisposeScope();
            var centroids = KMeansSeeding.Choose(Batch(sample, count, random), options.Clusters, random);
            // One step on the judged frames tells more of a start than the start itself.
            Step(judged, centroids, new double[options.Clusters]);
            var inertia = Inertia(judged, centroids);
            if (inertia >= least) continue;
            (least, best) = (inertia, centroids.MoveToOuterDisposeScope());
        }

        return best!.MoveToOuterDisposeScope();
    }

    /// <summary>Moves each centre to the mean of what it has received, this batch included.</summary>
    /// <returns>Mean squared distance of the batch to the centres as they were.</returns>
    private static double Step(Tensor batch, Tensor centroids, double[] received)
    {
        using var scope = NewDisposeScope();
        var (labels, distances) = Codebook.Assign(batch, centroids);
        var clusters = received.Length;
        var label = tensor(labels).to_type(ScalarType.Int64);
        var sums = zeros(clusters, batch.shape[1]).index_add_(0, label, batch, _one);
        var counts = new float[clusters];
        foreach (var cluster in labels) counts[cluster]++;
        var before = tensor(received.Select(count => (float)count).ToArray()).unsqueeze(1);
        for (var cluster = 0; cluster < clusters; cluster++) received[cluster] += counts[cluster];
        var after = tensor(received.Select(count => (float)Math.Max(count, 1)).ToArray()).unsqueeze(1);
        var moved = (centroids * before).Plus(sums) / after;
        var isFed = tensor(counts.Select(count => count > 0).ToArray()).unsqueeze(1);
        centroids.copy_(where(isFed, moved, centroids));
        MoveEmpty(batch, centroids, received, distances);
        return distances.Average(distance => (double)distance);
    }

    private static void MoveEmpty(Tensor batch, Tensor centroids, double[] received, float[] distances)
    {
        int[] empty = [.. Enumerable.Range(0, received.Length).Where(cluster => received[cluster] == 0)];
        if (empty.Length == 0) return;
        var farthest = Enumerable.Range(0, distances.Length).OrderByDescending(frame => distances[frame]).ThenBy(frame => frame).Take(empty.Length);
        foreach (var (cluster, frame) in empty.Zip(farthest)) centroids[cluster].copy_(batch[frame]);
    }

    private static double Inertia(Tensor frames, Tensor centroids) => Codebook.Assign(frames, centroids).SquaredDistances.Average(distance => (double)distance);

    /// <summary>Frames drawn without order or replacement.</summary>
    private static Tensor Batch(FrameSample sample, int count, Random random)
    {
        var rows = new HashSet<long>();
        if (count >= sample.FrameCount) rows.UnionWith(Enumerable.Range(0, (int)sample.FrameCount).Select(row => (long)row));
        else while (rows.Count < count) rows.Add(random.NextInt64(sample.FrameCount));
        return tensor(sample.Read([.. rows.Order()]), [rows.Count, sample.Dimension]);
    }

    private static Clustering Evaluate(FrameSample sample, Codebook codebook, int steps)
    {
        var counts = new long[codebook.ClusterCount];
        var total = 0.0;
        var frames = Math.Min(sample.FrameCount, MostEvaluated);
        for (var first = 0L; first < frames; first += AssignFrames)
        {
            var count = (int)Math.Min(AssignFrames, frames - first);
            var (labels, distances) = codebook.Assign(sample.Read([.. Enumerable.Range(0, count).Select(row => first + row)]));
            foreach (var label in labels) counts[label]++;
            total += distances.Sum(distance => (double)distance);
        }

        return new Clustering(codebook, total / frames, steps, counts);
    }

    /// <summary>The exponentially weighted inertia of the batches, and how long it has not fallen (scikit-learn's rule).</summary>
    private sealed class SmoothedInertia(long frames, int batchFrames, int patience)
    {
        private readonly double _alpha = Math.Min(1, 2.0 * batchFrames / (frames + 1));
        private double _least = double.PositiveInfinity;
        private int _without;

        public double Value { get; private set; } = double.NaN;

        public bool HasEnded(int step, double inertia)
        {
            // The first batch still shows the start.
            if (step == 1) return false;
            Value = double.IsNaN(Value) ? inertia : Value * (1 - _alpha) + inertia * _alpha;
            if (Value < _least) (_least, _without) = (Value, 0);
            else _without++;
            return patience > 0 && _without >= patience;
        }
    }
}
