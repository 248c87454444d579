using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Training;

/// <summary>An exponential moving average of the trained weights. Owns the averages, not the weights.</summary>
/// <remarks>Early on the average follows faster, min(decay, (1 + n) / (10 + n)), or the random start would stay in it for a thousand updates.</remarks>
internal sealed class WeightAverage : IDisposable
{
    private readonly double _decay;
    private readonly List<(TrainedParameter Target, Tensor Average)> _slots;

    /// <summary>Starts from the weights as they are.</summary>
    public WeightAverage(IReadOnlyList<TrainedParameter> parameters, double decay)
    {
        using var _ = no_grad();
        _decay = decay;
        _slots = [.. parameters.Where(p => p.FirstUpdate != int.MaxValue).Select(p => (p, p.Parameter.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>Averages by checkpoint name, for saving and loading in place: <c>NAME.average</c>.</summary>
    public IEnumerable<(string Name, Tensor Value)> Averages => _slots.Select(slot => ($"{slot.Target.Name}.average", slot.Average));

    /// <summary>Takes in the weights after the update with this 0-based number.</summary>
    public void Add(int update)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var keep = Math.Min(_decay, (1.0 + update) / (10 + update));
        using Scalar old = keep, share = 1 - keep;
        foreach (var (target, average) in _slots) average.mul_(old).add_(target.Parameter, share);
    }

    /// <summary>Runs something with the averages in the model's place.</summary>
    public T InPlace<T>(Func<T> run)
    {
        Swap();
        try
        {
            return run();
        }
        finally
        {
            Swap();
        }
    }

    public void Dispose() => _slots.ForEach(slot => slot.Average.Dispose());

    private void Swap()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (target, average) in _slots)
        {
            var weights = target.Parameter.detach().clone();
            target.Parameter.copy_(average);
            average.copy_(weights);
        }
    }
}
