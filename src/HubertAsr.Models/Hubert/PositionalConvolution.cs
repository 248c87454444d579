using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>The weight-normalised convolution, w = g·v/‖v‖ with one norm a tap, that tells the encoder where a frame stands ([Baevski20] §2).</summary>
/// <remarks>Its parameters are g and v, as they are trained elsewhere: a checkpoint that holds w instead is one that Hugging Face's model ignores.</remarks>
internal sealed class WeightNormedConvolution : Module<Tensor, Tensor>, IFoldable, ICastable
{
    [ComponentName(Name = "bias")] private readonly Parameter _bias;                // [D]
    [ComponentName(Name = "weight_g")] private readonly Parameter _magnitude;       // [1, 1, kernel]
    [ComponentName(Name = "weight_v")] private readonly Parameter _direction;       // [D, D/groups, kernel]
    private Tensor? _folded;                                                        // [D, D/groups, 1, kernel]; only for inference
    private ScalarType? _computeType;
    private readonly int _padding;
    private readonly int _groups;

    public WeightNormedConvolution(HubertConfig config, Device device) : base(nameof(WeightNormedConvolution))
    {
        var (width, kernel) = (config.HiddenSize, config.NumConvPosEmbeddings);
        (_padding, _groups) = (kernel / 2, config.NumConvPosEmbeddingGroups);
        _bias = Parameter(empty(width, device: device));
        _magnitude = Parameter(empty(1, 1, kernel, device: device));
        _direction = Parameter(empty(width, width / _groups, kernel, device: device));
        RegisterComponents();
    }

    public override Tensor forward(Tensor channels)
    {
        using var scope = NewDisposeScope();
        if (_folded is null) return functional.conv1d(channels.In(_computeType), Weight().In(_computeType), _bias.In(_computeType), padding: _padding, groups: _groups).MoveToOuterDisposeScope();
        // As an image its channels may stay last in memory, as the encoder has them.
        return functional.conv2d(channels.unsqueeze(2), _folded, _bias, padding: [0, _padding], groups: _groups).squeeze(2).MoveToOuterDisposeScope();
    }

    /// <summary>Computes w once. From here on g and v are no longer looked at.</summary>
    public void Fold()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        _folded ??= Weight().unsqueeze(2).DetachFromDisposeScope();
    }

    ScalarType? ICastable.ComputeType
    {
        set => _computeType = value;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _folded?.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Weight() => _magnitude * (_direction / _direction.mul(_direction).sum([0, 1], keepdim: true).sqrt());
}

/// <summary>The positional convolution with its GELU.</summary>
internal sealed class PositionalEmbedding : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv")] private readonly WeightNormedConvolution _conv;
    private readonly bool _evenKernel;

    public PositionalEmbedding(HubertConfig config, Device device) : base(nameof(PositionalEmbedding))
    {
        _conv = new WeightNormedConvolution(config, device);
        _evenKernel = config.NumConvPosEmbeddings % 2 == 0;
        RegisterComponents();
    }

    /// <summary>Hidden states [B, T, D] to what is added to them [B, T, D].</summary>
    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var positions = _conv.call(hidden.transpose(1, 2));                      // [B, D, T] or, with an even kernel, [B, D, T + 1]
        if (_evenKernel) positions = positions.narrow(2, 0, hidden.shape[1]);
        return functional.gelu(positions).transpose(1, 2).MoveToOuterDisposeScope(); // [B, T, D]
    }
}
