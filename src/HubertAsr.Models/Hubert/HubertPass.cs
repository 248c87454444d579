using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>What one forward pass is told beside its waveforms. All arrays are row-major; nothing here is kept.</summary>
public sealed record HubertPass
{
    /// <summary>Valid samples of each row; null when every row is full.</summary>
    public IReadOnlyList<int>? SampleCounts { get; init; }

    /// <summary>Frames of each utterance, when they lie one behind another in a single row [1, ΣT, …] instead of padded in rows of their own; null otherwise.</summary>
    public IReadOnlyList<int>? PackedFrames { get; init; }

    /// <summary>Hides padding from the encoder. Layer-norm models are trained so; group-norm models are not.</summary>
    public bool HidePadding { get; init; }

    /// <summary>Frames [B, T] that the learned mask vector replaces; null for none.</summary>
    public bool[]? MaskedFrames { get; init; }

    /// <summary>Hidden channels [B, D] that are set to zero; null for none.</summary>
    public bool[]? MaskedChannels { get; init; }

    /// <summary>Factor on the gradient that reaches the convolutional front end while it is trained (fairseq's <c>feature_grad_mult</c>).</summary>
    public double ConvGradientScale { get; init; } = 1;

    /// <summary>Draws the layers that a training step skips; null uses a shared source.</summary>
    public Random? LayerDraw { get; init; }

    /// <summary>Makes the dropout of layer <c>i</c> a function of this and <c>i</c>, so that it can be drawn again; null goes on with libtorch's generator.</summary>
    public int? DropoutSeed { get; init; }

    /// <summary>Keeps only the layers' outputs for the backward pass; needs <see cref="DropoutSeed"/>. Null keeps everything.</summary>
    public LayerTape? Tape { get; init; }

    /// <summary>Is shown each stage: <c>conv</c>, <c>projected</c>, <c>hidden.0</c> (the input of the first layer) …, <c>last_hidden_state</c>, <c>logits</c>.
    /// The tensor [B, T, …] is only lent.</summary>
    public Action<string, Tensor>? Observe { get; init; }
}
