using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>HuBERT with a CTC head: waveforms [B, S] in, token logits [B, T, V] out. Parameters carry Hugging Face's names.</summary>
public sealed class HubertForCtc : Module<Tensor, HubertPass, Tensor>
{
    [ComponentName(Name = "hubert")] private readonly HubertModel _hubert;
    [ComponentName(Name = "lm_head")] private readonly Dense _head;

    /// <summary>A model whose parameters are bare memory, for whoever fills every one of them next.</summary>
    internal HubertForCtc(HubertConfig config, Device device) : base(nameof(HubertForCtc))
    {
        Device = device;
        _hubert = new HubertModel(config, device);
        _head = new Dense(config.HiddenSize, config.VocabSize, device);
        RegisterComponents();
    }

    /// <summary>A freshly initialised model.</summary>
    /// <param name="config">The architecture; <see cref="HubertConfig.VocabSize"/> is the head's.</param>
    /// <param name="seed">The same seed gives the same parameters.</param>
    /// <param name="device">Where it lives; CPU when absent.</param>
    public static HubertForCtc Fresh(HubertConfig config, long seed, Device? device = null)
    {
        ArchitectureCheck.ThrowIfImpossible(config, "model");
        var model = new HubertForCtc(config, device ?? CPU);
        FreshWeights.Fill(model, config, seed);
        return model;
    }

    public HubertConfig Config => _hubert.Config;

    /// <summary>Where the parameters live.</summary>
    public Device Device { get; }

    /// <summary>The encoder without its head.</summary>
    public HubertModel Hubert => _hubert;

    /// <summary>Parameters of the head: they are trained even while the encoder is frozen.</summary>
    public IEnumerable<Parameter> HeadParameters => _head.parameters();

    /// <summary>Padded waveforms [B, S], normalised as the folder asks, to logits [B, T, V].</summary>
    public override Tensor forward(Tensor waveforms, HubertPass pass)
    {
        using var scope = NewDisposeScope();
        return Head(_hubert.call(waveforms, pass), pass).MoveToOuterDisposeScope();
    }

    /// <summary>Waveforms [1, S] of any lengths, normalised as the folder asks, to logits of all, one behind another [1, ΣT, V].</summary>
    /// <param name="waveforms">Each is disposed when it has been heard.</param>
    /// <param name="pass">With <see cref="HubertPass.PackedFrames"/>.</param>
    internal Tensor Logits(IEnumerable<Tensor> waveforms, HubertPass pass)
    {
        using var scope = NewDisposeScope();
        return Head(_hubert.HiddenStates(waveforms, pass), pass).MoveToOuterDisposeScope();
    }

    // In the caller's scope, as is what an observer keeps.
    private Tensor Head(Tensor hidden, HubertPass pass)
    {
        var logits = _head.call(functional.dropout(hidden, Config.FinalDropout, training)); // [B, T, V]
        pass.Observe?.Invoke("logits", logits);
        return logits;
    }

    /// <summary>What the head says of the hidden states [B, T, D] of a middle layer: logits [B, T, V] for an intermediate loss (Lee and Watanabe 2021).</summary>
    public Tensor LogitsOf(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return _head.call(functional.dropout(_hubert.Encoder.Finish(hidden), Config.FinalDropout, training)).MoveToOuterDisposeScope();
    }

    /// <summary>Lets products be computed in a shorter type by explicit casts: linear layers, convolutions, attention. Parameters, norms and the stream that the
    /// layers add to keep theirs, and so does whatever softmax and loss the caller computes from logits that he casts back.</summary>
    /// <param name="type">bfloat16 or float16; null takes the casts away.</param>
    public void ComputeIn(ScalarType? type)
    {
        foreach (var module in modules().OfType<ICastable>()) module.ComputeType = type;
    }

    /// <summary>Makes the model ready for inference only: dropout off, weights folded. It cannot be trained afterwards.</summary>
    internal void PrepareForInference()
    {
        eval();
        foreach (var parameter in parameters()) parameter.requires_grad = false;
        foreach (var module in modules().OfType<IFoldable>()) module.Fold();
        _head.Fold();
    }
}
