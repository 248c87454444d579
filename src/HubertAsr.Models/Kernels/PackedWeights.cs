using System.Buffers;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>The weights and the bias of a product for inference on a processor, laid out once as the kernels read them.</summary>
internal sealed unsafe class PackedWeights : IDisposable
{
    private readonly Tensor _weight;
    private readonly Tensor? _last; // the panel that is not full
    private readonly Tensor _bias;
    private readonly Panels _panels;
    private readonly float* _biasNumbers;

    private PackedWeights(Tensor weight, Tensor? bias)
    {
        var (outputs, inputs) = ((int)weight.shape[0], (int)weight.shape[1]);
        (_weight, _bias) = (weight.detach().DetachFromDisposeScope(), (bias?.detach() ?? zeros(outputs)).DetachFromDisposeScope());
        if (outputs % Panels.Lanes != 0) _last = zeros(inputs, Panels.Lanes).DetachFromDisposeScope();
        _panels = new Panels(Numbers(_weight), _last is null ? null : Numbers(_last), inputs, outputs);
        _biasNumbers = Numbers(_bias);
        LayOut(new Rows(Numbers(_weight), inputs, outputs));
    }

    /// <summary>Whether weights can be laid out so: floats on a processor whose registers have 256 bits at least.</summary>
    public static bool CanHold(Tensor weight) => weight.device_type == DeviceType.CPU && weight.dtype == ScalarType.Float32 && Vector256.IsHardwareAccelerated;

    /// <summary>Lays out the weights where they lie: the caller's tensor [out, in] means nothing any more.</summary>
    /// <param name="weight">[out, in], dense in memory.</param>
    /// <param name="bias">[out]</param>
    public static PackedWeights InPlaceOf(Tensor weight, Tensor? bias) => new(weight, bias);

    /// <summary>Lays out a copy of the weights [out, …].</summary>
    public static PackedWeights CopyOf(Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        return new PackedWeights(empty(weight.shape).copy_(weight.detach()).flatten(1), bias);
    }

    /// <summary>Numbers that each output hears.</summary>
    public int Inputs => _panels.Inputs;

    public int Outputs => _panels.Outputs;

    /// <summary>Frames [B, T, in], or [T, in], to the same with the outputs instead.</summary>
    /// <param name="frames">Dense or not.</param>
    /// <param name="gelu">Whether GELU follows.</param>
    public Tensor Call(Tensor frames, bool gelu = false)
    {
        using var scope = NewDisposeScope();
        var input = frames.contiguous();
        var count = (int)(input.numel() / Inputs);
        var output = empty([.. input.shape[..^1], Outputs]);
        Product(gelu).Compute(new Rows(Numbers(input), Inputs, count), new Rows(Numbers(output), Outputs, count), get_num_threads());
        GC.KeepAlive(input);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Of weights [out, kernel · in] the convolution over time of frames [T, in]: [T', out].</summary>
    /// <param name="frames">Dense or not.</param>
    /// <param name="stride">Frames from one that is heard first to the next.</param>
    /// <param name="gelu">Whether GELU follows.</param>
    public Tensor Convolve(Tensor frames, int stride, bool gelu = false)
    {
        using var scope = NewDisposeScope();
        var input = frames.contiguous();
        // What a step hears lies together in memory: a row as long as the kernel, that begins a stride behind the one before.
        var shift = stride * (int)input.shape[1];
        var count = (int)((input.numel() - Inputs) / shift) + 1;
        var output = empty(count, Outputs);
        Product(gelu).Compute(new Rows(Numbers(input), shift, count), new Rows(Numbers(output), Outputs, count), get_num_threads());
        GC.KeepAlive(input);
        return output.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _weight.Dispose();
        _last?.Dispose();
        _bias.Dispose();
    }

    /// <summary>Where the first number of a dense tensor of floats on the processor lies.</summary>
    public static float* Numbers(Tensor values)
    {
        // Of the first alone: a span of bytes ends at 2 GB, hours of inner units do not.
        using var all = values.view(-1);
        using var first = all.narrow(0, 0, 1);
        fixed (byte* number = first.bytes) return (float*)number; // not memory that the collector moves
    }

    /// <summary>The product with them, as long as this is not disposed.</summary>
    public Product Product(bool gelu, bool? wide = null) => new(_panels, _biasNumbers, gelu, wide);

    private void LayOut(Rows weights)
    {
        Parallel.For(0, _panels.Count, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, panel =>
        {
            // A whole panel lies where its rows do.
            var lanes = Math.Min(Panels.Lanes, Outputs - (panel * Panels.Lanes));
            var rows = ArrayPool<float>.Shared.Rent(lanes * Inputs);
            new ReadOnlySpan<float>(weights[panel * Panels.Lanes], lanes * Inputs).CopyTo(rows);
            Transpose(rows, lanes, _panels[panel]);
            ArrayPool<float>.Shared.Return(rows);
        });
    }

    private void Transpose(float[] rows, int lanes, float* panel)
    {
        fixed (float* from = rows)
        {
            for (var input = 0; input < Inputs; input++)
            {
                for (var lane = 0; lane < lanes; lane++) panel[(input * Panels.Lanes) + lane] = from[(lane * Inputs) + input];
            }
        }
    }
}
