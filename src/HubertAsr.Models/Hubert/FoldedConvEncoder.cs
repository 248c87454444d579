using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>A convolution for inference on a processor: its weights lie as the frames do, channels last.</summary>
internal sealed class FoldedConvolution : IDisposable
{
    private readonly Tensor _weight; // [out, in, kernel], somebody else's
    private readonly PackedWeights _packed;
    private readonly int _kernel;
    private readonly int _stride;

    public FoldedConvolution(Tensor weight, Tensor? bias, int stride)
    {
        using var scope = NewDisposeScope();
        (_weight, _kernel, _stride) = (weight, (int)weight.shape[2], stride);
        _packed = PackedWeights.CopyOf(weight.transpose(1, 2), bias);
    }

    /// <summary>Frames [T, in] to [T', out], or GELU of that.</summary>
    public Tensor Call(Tensor frames, bool gelu) => _packed.Convolve(frames, _stride, gelu);

    /// <summary>Steps of the input that so many of the output hear.</summary>
    public long Heard(long outputs) => ((outputs - 1) * _stride) + _kernel;

    /// <summary>Steps of the output that an input gives.</summary>
    public long Given(long inputs) => (inputs - _kernel) / _stride + 1;

    /// <summary>Of a convolution of one channel, the weights that give its output for these samples, normalised over time to mean 0 and variance 1, then scaled and shifted.</summary>
    /// <remarks>The output's mean and variance follow from those of the samples: with c the covariance [kernel, kernel] of what the steps hear, of which output o has the weights w,
    /// its variance is wᵀ·c·w. So no output need be kept until the last one is known.</remarks>
    /// <param name="samples">[S]</param>
    /// <param name="norm">The group norm of one channel a group.</param>
    public FoldedConvolution NormalisedOver(Tensor samples, Norm norm)
    {
        using var scope = NewDisposeScope();
        var weight = _weight.squeeze(1).to_type(ScalarType.Float64);                              // [out, kernel]
        var steps = samples.unfold(0, _kernel, _stride).to_type(ScalarType.Float64); // [T, kernel]
        var mean = steps.mean([0L]);                                                             // [kernel]
        var centred = steps.sub(mean);
        using Scalar count = steps.shape[0];
        var covariance = centred.t().matmul(centred).div(count);                                  // [kernel, kernel]
        var variance = weight.matmul(covariance).mul(weight).sum(1);                              // [out]
        var scaled = weight.mul(norm.ScaleFor(variance).unsqueeze(1));
        return new FoldedConvolution(scaled.unsqueeze(1).to_type(ScalarType.Float32), norm.Shift.sub(scaled.matmul(mean)).to_type(ScalarType.Float32), _stride);
    }

    public void Dispose() => _packed.Dispose();
}

/// <summary>A layer of the front end for inference on a processor.</summary>
internal sealed class FoldedConvLayer(FoldedConvolution convolution, Norm? norm) : IDisposable
{
    public FoldedConvolution Convolution => convolution;

    /// <summary>Frames [T, in] to [T', out].</summary>
    public Tensor Call(Tensor frames)
    {
        using var scope = NewDisposeScope();
        if (norm is null) return convolution.Call(frames, gelu: true).MoveToOuterDisposeScope();
        return norm.call(convolution.Call(frames, gelu: false)).gelu_().MoveToOuterDisposeScope();
    }

    public void Dispose() => convolution.Dispose();
}

/// <summary>The front end for inference on a processor: a few seconds after another, so that memory hardly grows with the waveform. No layer hears further than its
/// kernel, but for a norm over time, so the results are those of the whole.</summary>
/// <param name="layers">Each with its norm over channels, if it has one.</param>
/// <param name="first">The first layer as it is trained.</param>
/// <param name="normOverTime">The first layer's, if it has one.</param>
internal sealed class FoldedConvEncoder(IReadOnlyList<FoldedConvLayer> layers, ConvLayer first, Norm? normOverTime) : IDisposable
{
    // Five seconds: the first layer's output is 33 MB in Base. What neighbouring blocks compute twice is a quarter of a frame.
    private const long BlockFrames = 250;

    // Where the level is so many times the deviation, rounding decides what a norm over time makes of the rest.
    private const double StillRatio = 30;

    /// <summary>A waveform [S] to channels [T, C].</summary>
    public Tensor Channels(Tensor waveform)
    {
        using var scope = NewDisposeScope();
        if (normOverTime is null) return InBlocks(layers, waveform.unsqueeze(1)).MoveToOuterDisposeScope();
        var mean = waveform.mean([0L], type: ScalarType.Float64);
        var moving = waveform.sub(mean.to_type(ScalarType.Float32)); // under the norm the level is without effect, and small numbers lose least
        if (StillRatio * moving.norm().item<float>() < Math.Sqrt(waveform.shape[0]) * Math.Abs(mean.item<double>()))
        {
            // As others compute it, to be rounded as theirs.
            var steps = first.call(waveform.view(1, 1, -1))[0].t().contiguous(); // [T₀, C]
            return InBlocks([.. layers.Skip(1)], steps).MoveToOuterDisposeScope();
        }
        using var normalised = new FoldedConvLayer(layers[0].Convolution.NormalisedOver(moving, normOverTime), norm: null);
        return InBlocks([normalised, .. layers.Skip(1)], moving.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var layer in layers) layer.Dispose();
    }

    /// <summary>Steps [S, in] to frames [T, C].</summary>
    private static Tensor InBlocks(IReadOnlyList<FoldedConvLayer> layers, Tensor steps)
    {
        using var scope = NewDisposeScope();
        var frames = layers.Aggregate(steps.shape[0], (inputs, layer) => layer.Convolution.Given(inputs));
        var shift = Heard(layers, 2) - Heard(layers, 1);
        var blocks = (frames + BlockFrames - 1) / BlockFrames;
        var channels = new List<Tensor>();
        for (var block = 0L; block < blocks; block++)
        {
            var (start, end) = (frames * block / blocks, frames * (block + 1) / blocks);
            channels.Add(Block(layers, steps.narrow(0, start * shift, Heard(layers, end - start))));
        }
        return cat(channels, 0).MoveToOuterDisposeScope();
    }

    private static Tensor Block(IReadOnlyList<FoldedConvLayer> layers, Tensor steps)
    {
        using var scope = NewDisposeScope();
        var frames = steps;
        foreach (var layer in layers)
        {
            var next = layer.Call(frames);
            frames.Dispose();
            frames = next;
        }
        return frames.MoveToOuterDisposeScope();
    }

    /// <summary>Steps of the first layer's input that so many frames hear.</summary>
    private static long Heard(IReadOnlyList<FoldedConvLayer> layers, long frames) => layers.Reverse().Aggregate(frames, (outputs, layer) => layer.Convolution.Heard(outputs));
}
