using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Training.Pretraining;

/// <summary>How frames are clustered. The defaults are fairseq's <c>learn_kmeans.py</c>.</summary>
public record KMeansOptions
{
    [Description("clusters, count")]
    [Range(2, 65536)]
    public int Clusters { get; init; } = 100;

    [Description("frames of one mini-batch")]
    [Range(1, 10_000_000)]
    public int BatchFrames { get; init; } = 10_000;

    [Description("passes over the sampled frames at most")]
    [Range(1, 100_000)]
    public int MaxIterations { get; init; } = 100;

    [Description("mini-batches without a better smoothed inertia before clustering stops; 0: never")]
    [Range(0, 1_000_000)]
    public int MaxNoImprovement { get; init; } = 100;

    [Description("starting points tried, of which the best on held-out frames is taken")]
    [Range(1, 1000)]
    public int Initializations { get; init; } = 20;

    [Description("seed of sampling and clustering")]
    public int ClusterSeed { get; init; } = 1;
}
