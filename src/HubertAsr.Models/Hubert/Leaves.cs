using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>y = x·Wᵀ + b. Like every leaf here its parameters start as bare memory: <see cref="FreshWeights"/> or a checkpoint fills them.</summary>
internal sealed class Dense : Module<Tensor, Tensor>, ICastable
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight; // [out, in]
    [ComponentName(Name = "bias")] private readonly Parameter _bias;     // [out]
    private ScalarType? _computeType;
    private PackedWeights? _folded; // only for inference on a processor

    public Dense(int inputs, int outputs, Device device) : base(nameof(Dense))
    {
        _weight = Parameter(empty(outputs, inputs, device: device));
        _bias = Parameter(empty(outputs, device: device));
        RegisterComponents();
    }

    /// <summary>One that computes the outputs of several of the same input, one behind the other. They and it share their memory, which is bare once more.</summary>
    public static Dense OfAll(params Dense[] parts)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var all = new Dense((int)parts[0]._weight.shape[1], (int)parts.Sum(part => part._weight.shape[0]), parts[0]._weight.device);
        foreach (var parameter in all.parameters()) parameter.DetachFromDisposeScope();
        var start = 0L;
        foreach (var part in parts)
        {
            var count = part._weight.shape[0];
            part._weight.set_(all._weight.detach().narrow(0, start, count));
            part._bias.set_(all._bias.detach().narrow(0, start, count));
            start += count;
        }
        return all;
    }

    /// <summary>Whether it is for inference on a processor only.</summary>
    public bool IsFolded => _folded is not null;

    public override Tensor forward(Tensor input)
    {
        if (_folded is not null) return _folded.Call(input);
        if (_computeType is null) return functional.linear(input, _weight, _bias);
        using var scope = NewDisposeScope();
        return functional.linear(input.In(_computeType), _weight.In(_computeType), _bias.In(_computeType)).MoveToOuterDisposeScope();
    }

    /// <summary>Of a folded one, GELU of the output.</summary>
    public Tensor CallGelu(Tensor input) => _folded!.Call(input, gelu: true);

    /// <summary>Lays the weights out for inference on a processor, where they lie: the parameter means nothing any more.</summary>
    public void Fold()
    {
        if (PackedWeights.CanHold(_weight)) _folded ??= PackedWeights.InPlaceOf(_weight, _bias);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _folded?.Dispose();
        base.Dispose(disposing);
    }

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

    /// <summary>What is added after scaling [channels].</summary>
    public Tensor Shift => _bias;

    /// <summary>What deviations from the mean are multiplied by, γ/√(variance + ε), where the variance is known [channels].</summary>
    public Tensor ScaleFor(Tensor variance)
    {
        using var scope = NewDisposeScope();
        return _weight.div(variance.Plus(tensor(_epsilon, device: variance.device)).sqrt()).MoveToOuterDisposeScope();
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

    /// <summary>The same for inference on a processor, frame by frame: [T, in] to [T', out].</summary>
    public FoldedConvolution Fold() => new(_weight, _bias, _stride);
}
