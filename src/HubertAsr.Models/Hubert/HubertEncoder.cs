using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>The transformer: positions, then the layers, with the encoder's own norm before them (Base) or behind them (stable form).</summary>
public sealed class HubertEncoder : Module<Tensor, Tensor?, HubertPass, Tensor>
{
    private static readonly Scalar _minusInfinity = float.NegativeInfinity;

    [ComponentName(Name = "pos_conv_embed")] private readonly PositionalEmbedding _positions;
    [ComponentName(Name = "layer_norm")] private readonly Norm _norm;
    [ComponentName(Name = "layers")] private readonly ModuleList<EncoderLayer> _layers;
    private readonly HubertConfig _config;
    private readonly bool _isNormFirst;

    internal HubertEncoder(HubertConfig config, Device device) : base(nameof(HubertEncoder))
    {
        _config = config;
        _isNormFirst = config.IsEncoderNormFirst ?? !config.DoStableLayerNorm;
        _positions = new PositionalEmbedding(config, device);
        _norm = new Norm(config.HiddenSize, config.LayerNormEps, overTime: false, device);
        _layers = [.. Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new EncoderLayer(config, device))];
        RegisterComponents();
    }

    /// <summary>The layers from the bottom up, for whoever freezes some of them.</summary>
    public IReadOnlyList<EncoderLayer> Layers => [.. _layers];

    /// <summary>Projected frames [B, T, D] and, when padding is hidden, which frames are valid [B, T], to hidden states [B, T, D].</summary>
    public override Tensor forward(Tensor projected, Tensor? valid, HubertPass pass)
    {
        using var scope = NewDisposeScope();
        var reach = new FrameReach { PaddingBias = valid is null ? null : PaddingBias(valid), Packed = pass.PackedFrames };
        if (reach.PaddingBias is not null) pass.Tape?.Keep(reach.PaddingBias);
        var hidden = valid is null ? projected : projected * valid.unsqueeze(-1);
        hidden = hidden.Plus(reach.EachApart([hidden], parts => _positions.call(parts[0])));
        if (_isNormFirst) hidden = _norm.call(hidden);
        hidden = functional.dropout(hidden, _config.HiddenDropout, training);
        for (var i = 0; i < _layers.Count; i++)
        {
            pass.Observe?.Invoke($"hidden.{i}", hidden);
            if (training && _config.Layerdrop > 0 && (pass.LayerDraw ?? Random.Shared).NextDouble() < _config.Layerdrop) continue;
            var next = Run(i, hidden, reach, pass);
            hidden.Dispose();
            hidden = next;
        }
        pass.Observe?.Invoke($"hidden.{_layers.Count}", hidden);
        if (!_isNormFirst) hidden = Finish(hidden);
        pass.Observe?.Invoke("last_hidden_state", hidden);
        return hidden.MoveToOuterDisposeScope();
    }

    /// <summary>What becomes of a layer's output if no layer follows.</summary>
    internal Tensor Finish(Tensor hidden) => _isNormFirst ? hidden : _norm.call(hidden);

    private Tensor Run(int index, Tensor hidden, FrameReach reach, HubertPass pass)
    {
        var layer = _layers[index];
        var isTaped = pass.Tape is not null && training && (hidden.requires_grad || layer.parameters().Any(parameter => parameter.requires_grad));
        return isTaped ? pass.Tape!.Run(Compute, hidden) : Compute(hidden);

        Tensor Compute(Tensor input)
        {
            if (training && pass.DropoutSeed is { } seed) random.manual_seed((long)seed + index).Dispose();
            return layer.call(input, reach);
        }
    }

    /// <summary>0 for frames that may be looked at, -∞ for padding [B, 1, 1, T].</summary>
    private static Tensor PaddingBias(Tensor valid)
    {
        using var scope = NewDisposeScope();
        var hidden = valid.logical_not().unsqueeze(1).unsqueeze(1);
        return zeros(hidden.shape, device: valid.device).masked_fill_(hidden, _minusInfinity).MoveToOuterDisposeScope();
    }
}
