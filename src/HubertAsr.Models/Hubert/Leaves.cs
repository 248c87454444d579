using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>y = x·Wᵀ + b. Like every leaf here its parameters start as bare memory: <see cref="FreshWeights"/> or a checkpoint fills them.</summary>
/// <remarks>Folded, on a CPU, it is computed as a convolution of width 1 over frames: oneDNN's kernels use AVX-512 on every make of processor, those of
/// the matrix library behind <c>linear</c> only on one. Measured on an EPYC of 2 cores: 94 ms instead of 217 ms for [8, 499, 768] · [768, 3072].</remarks>
internal sealed class Dense : Module<Tensor, Tensor>, IFoldable, ICastable
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight; // [out, in]
    [ComponentName(Name = "bias")] private readonly Parameter _bias;     // [out]
    private bool _isConvolution;
    private ScalarType? _computeType;

    public Dense(int inputs, int outputs, Device device) : base(nameof(Dense))
    {
        _weight = Parameter(empty(outputs, inputs, device: device));
        _bias = Parameter(empty(outputs, device: device));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (!_isConvolution && _computeType is null) return functional.linear(input, _weight, _bias);
        using var scope = NewDisposeScope();
        if (!_isConvolution) return functional.linear(input.In(_computeType), _weight.In(_computeType), _bias.In(_computeType)).MoveToOuterDisposeScope();
        var image = input.transpose(1, 2).unsqueeze(2);      // [B, in, 1, T], channels last in memory
        var kernel = _weight.unsqueeze(-1).unsqueeze(-1);    // [out, in, 1, 1]
        // A stride over the axis of one changes nothing, except that libtorch then takes oneDNN for a single thread too.
        var output = functional.conv2d(image, kernel, _bias, strides: [2, 1]);
        return output.squeeze(2).transpose(1, 2).MoveToOuterDisposeScope(); // [B, T, out]
    }

    public void Fold() => _isConvolution = _weight.device_type == DeviceType.CPU;

    ScalarType? ICastable.ComputeType
    {
        set => _computeType = value;
    }
}

/// <summary>Scale and shift of a normalisation, over the last axis or, as a group norm of one channel a group, over time.</summary>
internal sealed class Norm : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight; // [channels]
    [ComponentName(Name = "bias")] private readonly Parameter _bias;     // [channels]
    private readonly int _channels;
    private readonly double _epsilon;
    private readonly bool _overTime;

    public Norm(int channels, double epsilon, bool overTime, Device device) : base(nameof(Norm))
    {
        (_channels, _epsilon, _overTime) = (channels, epsilon, overTime);
        _weight = Parameter(empty(channels, device: device));
        _bias = Parameter(empty(channels, device: device));
        RegisterComponents();
    }

    /// <summary>Statistics are taken in the parameters' own type, whatever the input's.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var exact = input.In(_weight.dtype);
        var output = _overTime
            ? functional.group_norm(exact, _channels, _weight, _bias, _epsilon)    // [B, C, T]
            : functional.layer_norm(exact, [_channels], _weight, _bias, _epsilon); // [B, T, D]
        return output.MoveToOuterDisposeScope();
    }
}

/// <summary>A strided convolution over time without padding.</summary>
internal sealed class Convolution : Module<Tensor, Tensor>, ICastable
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight; // [out, in, kernel]
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;    // [out]
    private readonly int _stride;
    private ScalarType? _computeType;

    public Convolution(int inputs, int outputs, int kernel, int stride, bool bias, Device device) : base(nameof(Convolution))
    {
        _stride = stride;
        _weight = Parameter(empty(outputs, inputs, kernel, device: device));
        if (bias) _bias = Parameter(empty(outputs, device: device));
        RegisterComponents();
    }

    /// <summary>Channels [B, in, T] to [B, out, T'].</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.conv1d(input.In(_computeType), _weight.In(_computeType), _bias?.In(_computeType)!, stride: _stride).MoveToOuterDisposeScope();
    }

    ScalarType? ICastable.ComputeType
    {
        set => _computeType = value;
    }

    /// <summary>The same with channels last in memory: [B, T, in] to [B, T', out].</summary>
    public Tensor OverFrames(Tensor input)
    {
        using var scope = NewDisposeScope();
        var image = input.transpose(1, 2).unsqueeze(2); // [B, in, 1, T]
        var output = functional.conv2d(image, _weight.unsqueeze(2), _bias!, strides: [1, _stride]);
        return output.squeeze(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
