using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>Every frame looks at every valid frame of its row. Queries are scaled by (D/H)^-½.</summary>
internal sealed class SelfAttention : Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "k_proj")] private readonly Dense _keys;
    [ComponentName(Name = "v_proj")] private readonly Dense _values;
    [ComponentName(Name = "q_proj")] private readonly Dense _queries;
    [ComponentName(Name = "out_proj")] private readonly Dense _output;
    private readonly int _heads;
    private readonly double _dropout;

    public SelfAttention(HubertConfig config, Device device) : base(nameof(SelfAttention))
    {
        (_heads, _dropout) = (config.NumAttentionHeads, config.AttentionDropout);
        _keys = new Dense(config.HiddenSize, config.HiddenSize, device);
        _values = new Dense(config.HiddenSize, config.HiddenSize, device);
        _queries = new Dense(config.HiddenSize, config.HiddenSize, device);
        _output = new Dense(config.HiddenSize, config.HiddenSize, device);
        RegisterComponents();
    }

    /// <summary>Hidden states [B, T, D] and, when padding is hidden, a bias [B, 1, 1, T] that is -∞ there.</summary>
    public override Tensor forward(Tensor hidden, Tensor? paddingBias)
    {
        using var scope = NewDisposeScope();
        var (batch, frames, width) = (hidden.shape[0], hidden.shape[1], hidden.shape[2]);
        var queries = Heads(_queries.call(hidden));
        var context = functional.scaled_dot_product_attention(
            queries, Heads(_keys.call(hidden)), Heads(_values.call(hidden)),
            attn_mask: paddingBias?.In(queries.dtype)!, p: training ? _dropout : 0); // [B, H, T, D/H]
        return _output.call(context.transpose(1, 2).reshape(batch, frames, width)).MoveToOuterDisposeScope();
    }

    private Tensor Heads(Tensor hidden) =>
        hidden.view(hidden.shape[0], hidden.shape[1], _heads, -1).transpose(1, 2); // [B, H, T, D/H]
}

/// <summary>Two linear layers with GELU between them.</summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
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

    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var inner = functional.dropout(functional.gelu(_inner.call(hidden)), _innerDropout, training);
        return functional.dropout(_outer.call(inner), _outerDropout, training).MoveToOuterDisposeScope();
    }
}

/// <summary>Attention and feed-forward with their residuals. Base normalises behind each, the stable form (Large, X-Large) before.</summary>
public sealed class EncoderLayer : Module<Tensor, Tensor?, Tensor>
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

    public override Tensor forward(Tensor hidden, Tensor? paddingBias)
    {
        using var scope = NewDisposeScope();
        if (_normFirst)
        {
            var attended = hidden.Plus(Drop(_attention.call(_attentionNorm.call(hidden), paddingBias)));
            return attended.Plus(_feedForward.call(_finalNorm.call(attended))).MoveToOuterDisposeScope();
        }
        var normed = _attentionNorm.call(hidden.Plus(Drop(_attention.call(hidden, paddingBias))));
        return _finalNorm.call(normed.Plus(_feedForward.call(normed))).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor hidden) => functional.dropout(hidden, _dropout, training);
}
