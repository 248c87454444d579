using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>
/// The head of masked prediction: frames [N, D] to logits over clusters [N, K], sim(A·o, e_c) / τ with the cosine as similarity ([Hsu21] eq. 3). fairseq scores the
/// right code in column 0 against all others with its duplicates struck out, which is this softmax as long as no two codes are equal.
/// </summary>
public sealed class MaskedPredictionHead : Module<Tensor, Tensor>
{
    [ComponentName(Name = "final_proj")] private readonly Dense _projection;
    [ComponentName(Name = "label_embs_concat")] private readonly Parameter _codes; // [K, P]
    private readonly Scalar _temperature;

    /// <summary>A freshly drawn head: the projection as PyTorch draws a linear layer, the codes from U[0, 1).</summary>
    /// <param name="width">D, the encoder's hidden size.</param>
    /// <param name="shape">Clusters K and projection size P.</param>
    /// <param name="temperature">τ; 0.1 in [Hsu21].</param>
    /// <param name="seed">The same seed gives the same head.</param>
    /// <param name="device">CPU when absent.</param>
    public MaskedPredictionHead(int width, (int Clusters, int Projection) shape, double temperature, long seed, Device? device = null) : base(nameof(MaskedPredictionHead))
    {
        _temperature = temperature;
        _projection = new Dense(width, shape.Projection, device ?? CPU);
        _codes = Parameter(empty(shape.Clusters, shape.Projection, device: device ?? CPU));
        RegisterComponents();
        using var gradients = no_grad();
        using var generator = new Generator((ulong)seed);
        var bound = 1 / Math.Sqrt(width);
        foreach (var parameter in _projection.parameters()) parameter.uniform_(-bound, bound, generator);
        _codes.uniform_(0, 1, generator);
    }

    /// <summary>K.</summary>
    public int ClusterCount => (int)_codes.shape[0];

    /// <summary>Frames [N, D] to logits [N, K].</summary>
    public override Tensor forward(Tensor frames)
    {
        using var scope = NewDisposeScope();
        var projected = functional.normalize(_projection.call(frames).to_type(_codes.dtype), dim: 1); // [N, P]
        var codes = functional.normalize(_codes, dim: 1);                       // [K, P]
        return projected.mm(codes.t()).div(_temperature).MoveToOuterDisposeScope();
    }
}

/// <summary>HuBERT with the head it is pre-trained with. The encoder is a loaded or fresh model's own; its CTC head takes no part.</summary>
public sealed class HubertForPretraining : Module<Tensor, HubertPass, Tensor>
{
    [ComponentName(Name = "hubert")] private readonly HubertModel _hubert;
    [ComponentName(Name = "pretraining_head")] private readonly MaskedPredictionHead _head;
    private readonly HubertForCtc _owner;

    /// <param name="start">Whose encoder is pre-trained; disposed with this.</param>
    /// <param name="head">The head.</param>
    public HubertForPretraining(HubertForCtc start, MaskedPredictionHead head) : base(nameof(HubertForPretraining))
    {
        ArgumentNullException.ThrowIfNull(start);
        (_owner, _hubert, _head) = (start, start.Hubert, head);
        RegisterComponents();
    }

    public HubertConfig Config => _hubert.Config;

    public Device Device => _owner.Device;

    public MaskedPredictionHead Head => _head;

    /// <summary>The type in which matrix products and convolutions are computed; null: that of the parameters.</summary>
    public void ComputeIn(ScalarType? type)
    {
        foreach (var module in modules().OfType<ICastable>()) module.ComputeType = type;
    }

    /// <summary>Padded waveforms [B, S] to hidden states [B, T, D].</summary>
    public override Tensor forward(Tensor waveforms, HubertPass pass) => _hubert.call(waveforms, pass);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _owner.Dispose();
        base.Dispose(disposing);
    }
}
