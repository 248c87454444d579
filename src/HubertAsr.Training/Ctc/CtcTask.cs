using HubertAsr.Models;
using HubertAsr.Text;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>A second head that is trained with the first: K-wav2vec's multi-task of jamo and syllables (Kim and Kang 2021).</summary>
/// <param name="Head">The head; stays the caller's.</param>
/// <param name="Tokenizer">Its units.</param>
public sealed record SecondTask(SecondHead Head, CtcTokenizer Tokenizer);

/// <summary>One head's side of the CTC objective: its loss and what it would say.</summary>
/// <param name="tokenizer">The head's units.</param>
/// <param name="options">How losses are averaged, and what an impossible alignment is worth.</param>
internal sealed class CtcTask(CtcTokenizer tokenizer, TrainOptions options)
{
    private readonly CtcRules _rules = new(tokenizer.Vocabulary.BlankId, options.ZeroInfinity);

    public CtcTokenizer Tokenizer => tokenizer;

    /// <summary>Loss of each row, divided by its labels where the reduction asks for it [B].</summary>
    public Tensor Losses(Tensor logProbs, int[] frameCounts, int[][] labels)
    {
        using var scope = NewDisposeScope();
        var losses = CtcLoss.OfEach(logProbs, frameCounts, labels, _rules); // [B]
        if (options.LossReduction != LossReduction.Mean) return losses.MoveToOuterDisposeScope();
        return (losses / tensor(labels.Select(row => (float)Math.Max(1, row.Length)).ToArray(), device: logProbs.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Sum over the rows of the loss a label, impossible alignments left out.</summary>
    public double LossPerLabel(Tensor logProbs, int[] frameCounts, int[][] labels)
    {
        using var scope = NewDisposeScope();
        var losses = CtcLoss.OfEach(logProbs, frameCounts, labels, _rules with { ZeroInfinity = true }).cpu().data<float>().ToArray();
        return losses.Select((loss, row) => (double)loss / labels[row].Length).Sum();
    }

    /// <summary>Valid frames whose best label is the blank.</summary>
    public FigureSum Blanks(Tensor logProbs, int[] frameCounts) => new(CtcLoss.CountBlank(logProbs, frameCounts, _rules.Blank), frameCounts.Sum());

    /// <summary>What the best label of every frame spells.</summary>
    public IReadOnlyList<string> Texts(Tensor logProbs, int[] frameCounts)
    {
        var best = CtcLoss.Best(logProbs);
        var width = (int)logProbs.shape[1];
        return [.. frameCounts.Select((count, row) => tokenizer.DecodeLabels(CtcLoss.Collapse(best.AsSpan(row * width, count), _rules.Blank)))];
    }
}
