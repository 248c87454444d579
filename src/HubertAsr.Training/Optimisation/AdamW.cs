using System.Runtime.InteropServices;
using HubertAsr.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>What AdamW is told besides learning rate and decay, which each parameter brings.</summary>
public sealed record AdamWSettings(double Beta1, double Beta2, double Epsilon);

/// <summary>
/// AdamW with decoupled weight decay (Loshchilov and Hutter), one pass over memory per update: gradient, both moments and the weight
/// are read and written once, so the step costs what the memory costs.
/// </summary>
/// <remarks>
/// A parameter without a gradient is left alone and does not age: its bias correction starts with its first gradient.
/// Owns the moments; the parameters belong to the model. Not thread-safe.
/// </remarks>
public sealed class AdamW : IDisposable
{
    private const int ChunkFloats = 1 << 16;

    private readonly AdamWSettings _settings;
    private readonly Slot[] _slots;

    /// <summary>Moments start at zero.</summary>
    public AdamW(IReadOnlyList<TrainedParameter> parameters, AdamWSettings settings)
    {
        _settings = settings;
        _slots = [.. parameters.Where(p => p.FirstUpdate != int.MaxValue).Select(p => new Slot(p))];
    }

    /// <summary>Norm over all gradients together, unscaled; not finite when any gradient is not.</summary>
    public double GradientNorm()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var norms = _slots.Select(slot => slot.Target.Parameter.grad).Where(grad => grad is not null).Select(grad => grad!.norm().to_type(ScalarType.Float64)).ToList();
        return norms.Count == 0 ? 0 : stack(norms).norm().item<double>(); // [parameters] → []
    }

    /// <summary>Moves every parameter that has a gradient.</summary>
    /// <param name="scheduleScale">Share of the peak learning rate.</param>
    /// <param name="gradientScale">Factor on every gradient: clipping, loss scale.</param>
    public void Step(double scheduleScale, double gradientScale)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var work = new List<(Slot Slot, Tensor Gradient, AdamWCoefficients Coefficients)>();
        foreach (var slot in _slots)
        {
            if (slot.Target.Parameter.grad is not { } gradient) continue;
            slot.Age++;
            work.Add((slot, gradient.contiguous(), Coefficients(slot, scheduleScale, gradientScale)));
        }
        if (work.Count > 0 && work[0].Gradient.device_type == DeviceType.CPU) StepInOnePass(work);
        else work.ForEach(item => StepByOperations(item.Slot, item.Gradient, item.Coefficients));
    }

    /// <summary>Forgets all gradients; the next backward pass allocates them anew instead of adding.</summary>
    public void DropGradients()
    {
        foreach (var slot in _slots)
        {
            using var gradient = slot.Target.Parameter.grad;
            if (gradient is not null) slot.Target.Parameter.grad = null;
        }
    }

    /// <summary>Moments by checkpoint name, for saving and loading in place: <c>NAME.mean</c>, <c>NAME.square</c>.</summary>
    public IEnumerable<(string Name, Tensor Value)> Moments
        => _slots.SelectMany(slot => new[] { ($"{slot.Target.Name}.mean", slot.Mean), ($"{slot.Target.Name}.square", slot.Square) });

    /// <summary>Updates each parameter has had, in the order of <see cref="Moments"/>.</summary>
    public int[] Ages
    {
        get => [.. _slots.Select(slot => slot.Age)];
        set
        {
            if (value.Length != _slots.Length)
                throw new InvalidDataException($"optimiser state: {value.Length} parameters were found; {_slots.Length} are trained now. Resume with the options the run began with.");
            for (var i = 0; i < value.Length; i++) _slots[i].Age = value[i];
        }
    }

    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    private AdamWCoefficients Coefficients(Slot slot, double scheduleScale, double gradientScale)
    {
        var rate = slot.Target.LearningRate * scheduleScale;
        return new AdamWCoefficients(
            Keep: (float)(1 - rate * slot.Target.WeightDecay),
            GradientScale: (float)gradientScale,
            Beta1: (float)_settings.Beta1,
            Beta2: (float)_settings.Beta2,
            StepSize: (float)(rate / (1 - Math.Pow(_settings.Beta1, slot.Age))),
            InverseRootCorrection: (float)(1 / Math.Sqrt(1 - Math.Pow(_settings.Beta2, slot.Age))),
            Epsilon: (float)_settings.Epsilon);
    }

    private static void StepInOnePass(List<(Slot Slot, Tensor Gradient, AdamWCoefficients Coefficients)> work)
    {
        var chunks = new List<(int Item, int Start, int Count)>();
        for (var item = 0; item < work.Count; item++)
        {
            var length = (int)work[item].Gradient.numel();
            for (var start = 0; start < length; start += ChunkFloats)
                chunks.Add((item, start, Math.Min(ChunkFloats, length - start)));
        }
        Parallel.ForEach(chunks, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, chunk =>
        {
            var (slot, gradient, coefficients) = work[chunk.Item];
            coefficients.Apply(
                Floats(slot.Target.Parameter, chunk), Floats(gradient, chunk), Floats(slot.Mean, chunk), Floats(slot.Square, chunk));
        });
    }

    private static Span<float> Floats(Tensor tensor, (int Item, int Start, int Count) chunk)
        => MemoryMarshal.Cast<byte, float>(tensor.bytes).Slice(chunk.Start, chunk.Count);

    /// <summary>The same arithmetic where memory cannot be reached from here.</summary>
    internal static void StepByOperations(Slot slot, Tensor gradient, AdamWCoefficients c)
    {
        using var scope = NewDisposeScope();
        using Scalar beta1 = c.Beta1, new1 = 1 - c.Beta1, beta2 = c.Beta2, new2 = 1 - c.Beta2;
        using Scalar one = 1, epsilon = c.Epsilon, keep = c.Keep, step = -c.StepSize;
        var g = gradient.Times(c.GradientScale);
        slot.Mean.mul_(beta1).add_(g, new1);
        slot.Square.mul_(beta2).addcmul_(g, g, new2);
        var denominator = slot.Square.sqrt().Times(c.InverseRootCorrection).add_(epsilon, one);
        slot.Target.Parameter.mul_(keep).addcdiv_(slot.Mean, denominator, step);
    }

    /// <summary>A parameter with its two moments.</summary>
    internal sealed class Slot(TrainedParameter target)
    {
        public TrainedParameter Target { get; } = target;

        public Tensor Mean { get; } = zeros_like(target.Parameter, requires_grad: false).DetachFromDisposeScope();

        public Tensor Square { get; } = zeros_like(target.Parameter, requires_grad: false).DetachFromDisposeScope();

        public int Age { get; set; }
    }
}
