using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>The weight-normalised convolution, w = g·v/‖v‖ with one norm a tap, that tells the encoder where a frame stands ([Baevski20] §2).</summary>
/// <remarks>Its parameters are g and v, as they are trained elsewhere: a checkpoint that holds w instead is one that Hugging Face's model ignores.</remarks>
internal sealed class WeightNormedConvolution : Module<Tensor, Tensor>, ICastable
{
    [ComponentName(Name = "bias")] private readonly Parameter _bias;                // [D]
    [ComponentName(Name = "weight_g")] private readonly Parameter _magnitude;       // [1, 1, kernel]
    [ComponentName(Name = "weight_v")] private readonly Parameter _direction;       // [D, D/groups, kernel]
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
        return functional.conv1d(channels.In(_computeType), Weight().In(_computeType), _bias.In(_computeType), padding: _padding, groups: _groups).MoveToOuterDisposeScope();
    }

    /// <summary>The same for inference on a processor, with w computed once.</summary>
    public FoldedPositionalConvolution Fold()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return new FoldedPositionalConvolution(Weight(), _bias, _groups);
    }

    ScalarType? ICastable.ComputeType
    {
        set => _computeType = value;
    }

    private Tensor Weight() => _magnitude * (_direction / _direction.mul(_direction).sum([0, 1], keepdim: true).sqrt());
}

/// <summary>The positional convolution with its GELU.</summary>
internal sealed class PositionalEmbedding : Module<Tensor, Tensor>, IFoldable
{
    [ComponentName(Name = "conv")] private readonly WeightNormedConvolution _conv;
    private readonly bool _evenKernel;
    private FoldedPositionalConvolution? _folded; // only for inference

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
        if (_folded is not null) return _folded.Call(hidden).MoveToOuterDisposeScope();
        var positions = _conv.call(hidden.transpose(1, 2));                      // [B, D, T] or, with an even kernel, [B, D, T + 1]
        if (_evenKernel) positions = positions.narrow(2, 0, hidden.shape[1]);
        return functional.gelu(positions).transpose(1, 2).MoveToOuterDisposeScope(); // [B, T, D]
    }

    public void Fold()
    {
        if (PackedWeights.CanHold(_conv.parameters().First())) _folded ??= _conv.Fold();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _folded?.Dispose();
        base.Dispose(disposing);
    }
}
