using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>Every frame looks at every frame within its reach. Queries are scaled by (D/H)^-½.</summary>
internal sealed class SelfAttention : Module<Tensor, FrameReach, Tensor>, IFoldable
{
    [ComponentName(Name = "k_proj")] private readonly Dense _keys;
    [ComponentName(Name = "v_proj")] private readonly Dense _values;
    [ComponentName(Name = "q_proj")] private readonly Dense _queries;
    [ComponentName(Name = "out_proj")] private readonly Dense _output;
    private readonly int _heads;
    private readonly double _dropout;
    private readonly Dense _joint; // queries, keys and values by one product; only for inference
    private bool _isFolded;

    public SelfAttention(HubertConfig config, Device device) : base(nameof(SelfAttention))
    {
        (_heads, _dropout) = (config.NumAttentionHeads, config.AttentionDropout);
        _keys = new Dense(config.HiddenSize, config.HiddenSize, device);
        _values = new Dense(config.HiddenSize, config.HiddenSize, device);
        _queries = new Dense(config.HiddenSize, config.HiddenSize, device);
        _output = new Dense(config.HiddenSize, config.HiddenSize, device);
        RegisterComponents();
        _joint = Dense.OfAll(_queries, _keys, _values); // no component: it has no parameters of its own
    }

    /// <summary>Hidden states [B, T, D] to the same shape.</summary>
    public override Tensor forward(Tensor hidden, FrameReach reach)
    {
        using var scope = NewDisposeScope();
        Tensor[] projected = _isFolded ? _joint.call(hidden).chunk(3, 2) : [_queries.call(hidden), _keys.call(hidden), _values.call(hidden)];
        var context = reach.EachApart(projected, Attend); // [B, T, D]
        return _output.call(context).MoveToOuterDisposeScope();

        Tensor Attend(Tensor[] parts)
        {
            using var inner = NewDisposeScope();
            var queries = Heads(parts[0]);
            return functional.scaled_dot_product_attention(
                queries, Heads(parts[1]), Heads(parts[2]),
                attn_mask: reach.PaddingBias?.In(queries.dtype)!, p: training ? _dropout : 0) // [B, H, T, D/H]
                .transpose(1, 2).flatten(2).MoveToOuterDisposeScope();
        }
    }

    public void Fold()
    {
        _isFolded = true;
        _joint.Fold();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _joint.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Heads(Tensor hidden) =>
        hidden.view(hidden.shape[0], hidden.shape[1], _heads, -1).transpose(1, 2); // [B, H, T, D/H]
}

/// <summary>Two linear layers with GELU between them.</summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
    [ComponentName(Name = "intermediate_dense")] private readonly Dense _inner;
    [ComponentName(Name = "output_dense")] private readonly Dense _outer;
    private readonly long _width;
    private readonly double _innerDropout;
    private readonly double _outerDropout;

    public FeedForward(HubertConfig config, Device device) : base(nameof(FeedForward))
    {
        _inner = new Dense(config.HiddenSize, config.IntermediateSize, device);
        _outer = new Dense(config.IntermediateSize, config.HiddenSize, device);
        (_width, _innerDropout, _outerDropout) = (config.IntermediateSize, config.ActivationDropout, config.HiddenDropout);
        RegisterComponents();
    }

    /// <summary>Hidden states [B, T, D] to the same shape.</summary>
    public override Tensor forward(Tensor hidden)
    {
        if (_inner.IsFolded && _width > CpuProducts.Best.BestOutputs) return InBlocks(hidden, CpuProducts.Best.BestOutputs);
        using var scope = NewDisposeScope();
        var inner = _inner.call(hidden);
        // What no backward pass asks for may be overwritten.
        inner = inner.requires_grad ? functional.gelu(inner) : inner.gelu_();
        inner = functional.dropout(inner, _innerDropout, training);
        return functional.dropout(_outer.call(inner), _outerDropout, training).MoveToOuterDisposeScope();
    }

    /// <summary>The same, for inference, so many inner units at a time.</summary>
    internal Tensor InBlocks(Tensor hidden, long units)
    {
        using var scope = NewDisposeScope();
        Tensor? output = null;
        for (var start = 0L; start < _width; start += units)
        {
            using var block = NewDisposeScope();
            var share = _outer.Share(_inner.Outputs(hidden, start, Math.Min(units, _width - start)).gelu_(), start);
            output = (output is null ? share : output.Plus(share)).MoveToOuterDisposeScope();
        }
        return output!.MoveToOuterDisposeScope();
    }
}

/// <summary>Attention and feed-forward with their residuals. Base normalises behind each, the stable form (Large, X-Large) before.</summary>
public sealed class EncoderLayer : Module<Tensor, FrameReach, Tensor>
{
    [ComponentName(Name = "attention")] private readonly SelfAttention _attention;
    [ComponentName(Name = "layer_norm")] private readonly Norm _attentionNorm;
    [ComponentName(Name = "feed_forward")] private readonly FeedForward _feedForward;
    [ComponentName(Name = "final_layer_norm")] private readonly Norm _finalNorm;
    private readonly double _dropout;
    private readonly bool _normFirst;

    internal EncoderLayer(HubertConfig config, Device device) : base(nameof(EncoderLayer))
    {
        _attention = new SelfAttention(config, device);
        _attentionNorm = new Norm(config.HiddenSize, config.LayerNormEps, overTime: false, device);
        _feedForward = new FeedForward(config, device);
        _finalNorm = new Norm(config.HiddenSize, config.LayerNormEps, overTime: false, device);
        (_dropout, _normFirst) = (config.HiddenDropout, config.DoStableLayerNorm);
        RegisterComponents();
    }

    /// <summary>Hidden states [B, T, D] to the same shape.</summary>
    public override Tensor forward(Tensor hidden, FrameReach reach)
    {
        using var scope = NewDisposeScope();
        if (_normFirst)
        {
            var attended = hidden.Plus(Drop(_attention.call(_attentionNorm.call(hidden), reach)));
            return attended.Plus(_feedForward.call(_finalNorm.call(attended))).MoveToOuterDisposeScope();
        }
        var normed = _attentionNorm.call(hidden.Plus(Drop(_attention.call(hidden, reach))));
        return _finalNorm.call(normed.Plus(_feedForward.call(normed))).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor hidden) => functional.dropout(hidden, _dropout, training);
}
