using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Which frames of a tensor belong to one utterance and may look at one another.</summary>
public sealed record FrameReach
{
    /// <summary>0 for frames that may be looked at, -∞ for padding [B, 1, 1, T]; null where nothing is hidden.</summary>
    public Tensor? PaddingBias { get; init; }

    /// <summary>Frames of each utterance, when they lie one behind another in a single row [1, ΣT, …]; null where each has a row of its own.</summary>
    public IReadOnlyList<int>? Packed { get; init; }

    /// <summary>Frames of each utterance, one behind another, of a tensor [B, T, …] without padding.</summary>
    internal IReadOnlyList<int> FrameCounts(Tensor frames) => Packed ?? [.. Enumerable.Repeat((int)frames.shape[1], (int)frames.shape[0])];

    /// <summary>Computes what looks beyond a frame for each utterance alone.</summary>
    /// <param name="inputs">Tensors [B, T, …].</param>
    /// <param name="compute">The same frames of every input to a tensor [B, T, …].</param>
    internal Tensor EachApart(Tensor[] inputs, Func<Tensor[], Tensor> compute)
    {
        if (Packed is null or { Count: 1 }) return compute(inputs);
        using var scope = NewDisposeScope();
        var (outputs, start) = (new List<Tensor>(), 0L);
        foreach (var count in Packed)
        {
            outputs.Add(compute([.. inputs.Select(input => input.narrow(1, start, count))]));
            start += count;
        }
        return cat(outputs, 1).MoveToOuterDisposeScope();
    }
}
