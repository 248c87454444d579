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
    private readonly bool _isFirst;

    public ConvLayer(HubertConfig config, int index, Device device) : base(nameof(ConvLayer))
    {
        var inputs = index == 0 ? 1 : config.ConvDim[index - 1];
        _conv = new Convolution(inputs, config.ConvDim[index], config.ConvKernel[index], config.ConvStride[index], config.ConvBias ?? false, device);
        _overTime = config.HasGroupNorm;
        _isFirst = index == 0;
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

    /// <summary>The same without keeping what a backward pass would need: frames [B, T, C] in and out; the first layer takes waveforms [B, 1, S].</summary>
    public Tensor OverFrames(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor output;
        if (_isFirst)
        {
            output = _conv.call(input); // [B, C, T]: a group norm over time wants it so
            if (_overTime) output = _norm!.call(output);
            output = output.transpose(1, 2).contiguous(); // [B, T, C]
        }
        else
        {
            output = _conv.OverFrames(input);
        }
        if (_norm is not null && !_overTime) output = _norm.call(output);
        return output.gelu_().MoveToOuterDisposeScope();
    }
}

/// <summary>The convolutions that make one frame of 320 samples ([Baevski20] §2, feature encoder).</summary>
public sealed class ConvEncoder : Module<Tensor, Tensor>, IFoldable
{
    [ComponentName(Name = "conv_layers")] private readonly ModuleList<ConvLayer> _layers;
    private bool _overFrames;

    internal ConvEncoder(HubertConfig config, Device device) : base(nameof(ConvEncoder))
    {
        _layers = [.. Enumerable.Range(0, config.ConvDim.Length).Select(index => new ConvLayer(config, index, device))];
        RegisterComponents();
    }

    /// <summary>Waveforms [B, S] to channels [B, T, C].</summary>
    public override Tensor forward(Tensor waveforms)
    {
        using var scope = NewDisposeScope();
        var channels = waveforms.unsqueeze(1); // [B, 1, S]
        foreach (var layer in _layers)
        {
            var next = _overFrames ? layer.OverFrames(channels) : layer.call(channels);
            channels.Dispose();
            channels = next;
        }
        return (_overFrames ? channels : channels.transpose(1, 2)).MoveToOuterDisposeScope();
    }

    void IFoldable.Fold() => _overFrames = true;
}

/// <summary>From the channels of the front end to the width of the encoder.</summary>
internal sealed class FeatureProjection : Module<Tensor, Tensor>
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
}
