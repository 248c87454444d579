using HubertAsr.Models;
using static TorchSharp.torch;

namespace HubertAsr.Training.Pretraining;

/// <summary>The arithmetic of the loss over some frames: cross entropy of the head's logits against the cluster of each frame.</summary>
/// <param name="Loss">−ln p of the right cluster, one a frame [N], with its gradient.</param>
/// <param name="Correct">Frames whose likeliest cluster is the right one.</param>
/// <param name="MostPredicted">Frames of the cluster that is predicted most often.</param>
public sealed record MaskedPrediction(Tensor Loss, long Correct, long MostPredicted)
{
    /// <summary>Scores frames [N, D] whose clusters are known; the loss belongs to the dispose scope of the caller.</summary>
    public static MaskedPrediction Of(MaskedPredictionHead head, Tensor frames, long[] clusters)
    {
        ArgumentNullException.ThrowIfNull(head);
        using var scope = NewDisposeScope();
        var target = tensor(clusters, device: frames.device);
        var logits = head.call(frames).to_type(ScalarType.Float32); // [N, K]
        var loss = nn.functional.cross_entropy(logits, target, reduction: nn.Reduction.None);
        using var _ = no_grad();
        var best = logits.argmax(1);
        var correct = best.eq(target).sum().item<long>();
        var most = clusters.Length == 0 ? 0 : best.bincount(null, head.ClusterCount).max().item<long>();
        return new MaskedPrediction(loss.MoveToOuterDisposeScope(), correct, most);
    }
}
