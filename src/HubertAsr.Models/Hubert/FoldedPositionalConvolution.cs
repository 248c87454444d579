using System.Buffers;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>The positional convolution with its GELU for inference on a processor: a grouped convolution over time, as many frames out as in.</summary>
internal sealed unsafe class FoldedPositionalConvolution : IDisposable
{
    private readonly PackedWeights[] _groups; // each hears its own channels only
    private readonly int _kernel;

    /// <param name="weight">[D, D/groups, kernel]</param>
    /// <param name="bias">[D]</param>
    /// <param name="groups">Number of them.</param>
    public FoldedPositionalConvolution(Tensor weight, Tensor bias, int groups)
    {
        using var scope = NewDisposeScope();
        _kernel = (int)weight.shape[2];
        _groups = [.. weight.transpose(1, 2).chunk(groups).Zip(bias.chunk(groups)).Select(group => PackedWeights.CopyOf(group.First, group.Second.clone()))];
    }

    /// <summary>Hidden states [B, T, D] to the same shape.</summary>
    public Tensor Call(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var input = hidden.contiguous();
        var output = empty_like(input);
        var (batch, frames, width) = ((int)input.shape[0], (int)input.shape[1], (int)input.shape[2]);
        var (from, to) = (new Rows(PackedWeights.Numbers(input), width, batch * frames), new Rows(PackedWeights.Numbers(output), width, batch * frames));
        Parallel.For(0, batch * _groups.Length, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, part =>
        {
            var (first, group) = (part / _groups.Length * frames, part % _groups.Length);
            Group(_groups[group], from.From(first, frames), to.From(first, frames), group * _groups[group].Outputs);
        });
        GC.KeepAlive(input);
        return output.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var group in _groups) group.Dispose();
    }

    /// <summary>The channels of one group, from <paramref name="channel"/> on.</summary>
    private void Group(PackedWeights weights, Rows from, Rows to, int channel)
    {
        // What an output frame hears of its group lies together in memory, with silence before and behind the frames.
        var (channels, frames) = (weights.Outputs, from.Count);
        var heard = ArrayPool<float>.Shared.Rent((frames + _kernel - 1) * channels);
        Array.Clear(heard);
        for (var frame = 0; frame < frames; frame++) new ReadOnlySpan<float>(from[frame] + channel, channels).CopyTo(heard.AsSpan((frame + (_kernel / 2)) * channels));
        fixed (float* steps = heard) weights.Product(gelu: true).Compute(new Rows(steps, channels, frames), new Rows(to[0] + channel, to.Stride, frames), threads: 1);
        ArrayPool<float>.Shared.Return(heard);
    }
}
