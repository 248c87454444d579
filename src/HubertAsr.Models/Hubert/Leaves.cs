using TorchSharp.Utils;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>y = x·Wᵀ + b. Like every leaf here its parameters start as bare memory: <see cref="FreshWeights"/> or a checkpoint fills them.</summary>
internal sealed class Dense : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight; // [out, in]
    [ComponentName(Name = "bias")] private readonly Parameter _bias;     // [out]

    public Dense(int inputs, int outputs, Device device) : base(nameof(Dense))
    {
        _weight = Parameter(empty(outputs, inputs, device: device));
        _bias = Parameter(empty(outputs, device: device));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => functional.linear(input, _weight, _bias);
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

    public override Tensor forward(Tensor input) => _overTime
        ? functional.group_norm(input, _channels, _weight, _bias, _epsilon)   // [B, C, T]
        : functional.layer_norm(input, [_channels], _weight, _bias, _epsilon); // [B, T, D]
}

/// <summary>A strided convolution over time without padding.</summary>
internal sealed class Convolution : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight; // [out, in, kernel]
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;    // [out]
    private readonly int _stride;

    public Convolution(int inputs, int outputs, int kernel, int stride, bool bias, Device device) : base(nameof(Convolution))
    {
        _stride = stride;
        _weight = Parameter(empty(outputs, inputs, kernel, device: device));
        if (bias) _bias = Parameter(empty(outputs, device: device));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => functional.conv1d(input, _weight, _bias!, stride: _stride);
}
