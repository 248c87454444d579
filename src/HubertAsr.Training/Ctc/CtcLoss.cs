using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Training;

/// <summary>What the CTC loss is told.</summary>
/// <param name="Blank">Id of the blank.</param>
/// <param name="ZeroInfinity">An utterance that no path fits has loss 0 and no gradient.</param>
internal readonly record struct CtcRules(int Blank, bool ZeroInfinity);

/// <summary>The loss of [Graves06] eq. 8, for padded batches.</summary>
internal static class CtcLoss
{
    /// <summary>Negative log probability of each row's labels.</summary>
    /// <param name="logProbs">[B, T, V], in float.</param>
    /// <param name="frameCounts">Valid frames of each row, [B].</param>
    /// <param name="labels">Labels of each row, [B][L].</param>
    /// <param name="rules">Blank and infinities.</param>
    /// <returns>[B].</returns>
    public static Tensor OfEach(Tensor logProbs, int[] frameCounts, int[][] labels, CtcRules rules)
    {
        using var scope = NewDisposeScope();
        // Lengths and targets are int64 on the CPU only when the loss runs there: the CUDA kernel of libtorch rejects int32.
        var targets = tensor(labels.SelectMany(row => row.Select(label => (long)label)).ToArray(), device: logProbs.device); // [ΣL]
        var inputLengths = tensor(frameCounts.Select(count => (long)count).ToArray(), device: logProbs.device);              // [B]
        var targetLengths = tensor(labels.Select(row => (long)row.Length).ToArray(), device: logProbs.device);               // [B]
        return functional.ctc_loss(
            logProbs.transpose(0, 1), targets, inputLengths, targetLengths, rules.Blank, rules.ZeroInfinity, Reduction.None).MoveToOuterDisposeScope();
    }

    /// <summary>Valid frames whose best label is the blank.</summary>
    public static long CountBlank(Tensor logProbs, int[] frameCounts, int blank)
    {
        var best = Best(logProbs);
        var width = (int)logProbs.shape[1];
        return frameCounts.Select((count, row) => best.AsSpan(row * width, count).Count(blank)).Sum();
    }

    /// <summary>The best label of every frame, row-major [B, T].</summary>
    public static long[] Best(Tensor logProbs)
    {
        using var scope = NewDisposeScope();
        return logProbs.detach().argmax(-1).cpu().data<long>().ToArray();
    }

    /// <summary>Labels of one row: repeats merged, blanks dropped.</summary>
    public static int[] Collapse(ReadOnlySpan<long> best, int blank)
    {
        var labels = new List<int>();
        for (var t = 0; t < best.Length; t++)
            if (best[t] != blank && (t == 0 || best[t] != best[t - 1])) labels.Add((int)best[t]);
        return [.. labels];
    }
}
