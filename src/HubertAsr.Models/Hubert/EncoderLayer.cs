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
    private HeadAttention? _folded; // only for inference on a processor

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
        if (_folded is not null && reach.PaddingBias is null) return _output.call(_folded.Call(_joint.call(hidden), reach.FrameCounts(hidden))).MoveToOuterDisposeScope();
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
        _output.Fold();
        if (_joint.IsFolded) _folded = new HeadAttention(_heads);
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
internal sealed class FeedForward : Module<Tensor, Tensor>, IFoldable
{
    // For inference, so that hours in a batch take no more memory for inner units than 20 s.
    private const long FramesAtOnce = 1024;

    [ComponentName(Name = "intermediate_dense")] private readonly Dense _inner;
    [ComponentName(Name = "output_dense")] private readonly Dense _outer;
    private readonly double _innerDropout;
    private readonly double _outerDropout;

    public FeedForward(HubertConfig config, Device device) : base(nameof(FeedForward))
    {
        _inner = new Dense(config.HiddenSize, config.IntermediateSize, device);
        _outer = new Dense(config.IntermediateSize, config.HiddenSize, device);
        (_innerDropout, _outerDropout) = (config.ActivationDropout, config.HiddenDropout);
        RegisterComponents();
    }

    /// <summary>Hidden states [B, T, D] to the same shape.</summary>
    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        if (_inner.IsFolded) return cat([.. hidden.split(FramesAtOnce, 1).Select(Folded)], 1).MoveToOuterDisposeScope();
        var inner = _inner.call(hidden);
        // What no backward pass asks for may be overwritten.
        inner = inner.requires_grad ? functional.gelu(inner) : inner.gelu_();
        inner = functional.dropout(inner, _innerDropout, training);
        return functional.dropout(_outer.call(inner), _outerDropout, training).MoveToOuterDisposeScope();
    }

    public void Fold()
    {
        _inner.Fold();
        _outer.Fold();
    }

    private Tensor Folded(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return _outer.call(_inner.CallGelu(hidden)).MoveToOuterDisposeScope();
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
