using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>One convolution of the front end with its norm, if it has one, and GELU.</summary>
internal sealed class ConvLayer : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")] private readonly Convolution _conv;
    [ComponentName(Name = "layer_norm")] private readonly Norm? _norm; // a group norm under the same name in Base
    private readonly bool _overTime;

    public ConvLayer(HubertConfig config, int index, Device device) : base(nameof(ConvLayer))
    {
        var inputs = index == 0 ? 1 : config.ConvDim[index - 1];
        _conv = new Convolution(inputs, config.ConvDim[index], config.ConvKernel[index], config.ConvStride[index], config.ConvBias ?? false, device);
        _overTime = config.HasGroupNorm;
        if (!_overTime || index == 0) _norm = new Norm(config.ConvDim[index], 1e-5, _overTime, device);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = _conv.call(input); // [B, C, T]
        if (_norm is not null)
            output = _overTime ? _norm.call(output) : _norm.call(output.transpose(1, 2)).transpose(1, 2);
        return functional.gelu(output).MoveToOuterDisposeScope();
    }

    /// <summary>A norm over all time, if the layer has one.</summary>
    public Norm? NormOverTime => _overTime ? _norm : null;

    /// <summary>The same for inference, but for a norm over time.</summary>
    public FoldedConvLayer Fold() => new(_conv.Fold(), _overTime ? null : _norm);
}

/// <summary>The convolutions that make one frame of 320 samples ([Baevski20] §2, feature encoder).</summary>
public sealed class ConvEncoder : Module<Tensor, Tensor>, IFoldable
{
    [ComponentName(Name = "conv_layers")] private readonly ModuleList<ConvLayer> _layers;
    private FoldedConvEncoder? _folded; // only for inference on a processor

    internal ConvEncoder(HubertConfig config, Device device) : base(nameof(ConvEncoder))
    {
        _layers = [.. Enumerable.Range(0, config.ConvDim.Length).Select(index => new ConvLayer(config, index, device))];
        RegisterComponents();
    }

    /// <summary>Waveforms [B, S] to channels [B, T, C].</summary>
    public override Tensor forward(Tensor waveforms)
    {
        using var scope = NewDisposeScope();
        if (_folded is not null) return stack([.. waveforms.unbind().Select(_folded.Channels)]).MoveToOuterDisposeScope();
        var channels = waveforms.unsqueeze(1); // [B, 1, S]
        foreach (var layer in _layers)
        {
            var next = layer.call(channels);
            channels.Dispose();
            channels = next;
        }
        return channels.transpose(1, 2).MoveToOuterDisposeScope();
    }

    void IFoldable.Fold()
    {
        if (PackedWeights.CanHold(_layers.parameters().First())) _folded ??= new FoldedConvEncoder([.. _layers.Select(layer => layer.Fold())], _layers[0], _layers[0].NormOverTime);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _folded?.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>From the channels of the front end to the width of the encoder.</summary>
internal sealed class FeatureProjection : Module<Tensor, Tensor>, IFoldable
{
    [ComponentName(Name = "layer_norm")] private readonly Norm? _norm;
    [ComponentName(Name = "projection")] private readonly Dense _projection;
    private readonly ScalarType _exactType;
    private readonly double _dropout;

    public FeatureProjection(HubertConfig config, Device device) : base(nameof(FeatureProjection))
    {
        if (config.FeatProjLayerNorm) _norm = new Norm(config.ConvDim[^1], config.LayerNormEps, overTime: false, device);
        _projection = new Dense(config.ConvDim[^1], config.HiddenSize, device);
        _exactType = _projection.parameters().First().dtype;
        _dropout = config.FeatProjDropout;
        RegisterComponents();
    }

    public override Tensor forward(Tensor channels)
    {
        using var scope = NewDisposeScope();
        // The stream that every layer adds to stays exact, whatever the layers compute in.
        var hidden = _projection.call(_norm is null ? channels : _norm.call(channels)).In(_exactType); // [B, T, D]
        return functional.dropout(hidden, _dropout, training).MoveToOuterDisposeScope();
    }

    public void Fold() => _projection.Fold();
}
