namespace HubertAsr.Training;

/// <summary>Where dynamic loss scaling stands. Saved with every checkpoint.</summary>
/// <param name="Scale">Factor on the loss before the backward pass.</param>
/// <param name="GoodUpdates">Updates in a row whose gradients were finite.</param>
public sealed record LossScaleState(double Scale, int GoodUpdates);

/// <summary>Keeps float16 gradients from vanishing: the loss is multiplied, the gradients divided, and the factor follows what fits
/// (Micikevicius et al. 2018, "Mixed precision training").</summary>
/// <param name="first">The factor to begin with.</param>
/// <param name="growthUpdates">The factor doubles after so many finite updates in a row.</param>
internal sealed class LossScale(double first, int growthUpdates)
{
    /// <summary>Below this the gradients themselves are broken, not their scale.</summary>
    private const double Smallest = 1.0 / (1 << 14);

    public LossScaleState State { get; set; } = new(first, 0);

    public double Value => State.Scale;

    /// <summary>Whether halving has come to its end.</summary>
    public bool IsSpent => Value < Smallest;

    /// <summary>An update overflowed: it is not made, and the next ones are scaled half as much.</summary>
    public void Overflowed() => State = new LossScaleState(Value / 2, 0);

    /// <summary>An update was finite.</summary>
    public void Held() => State = State.GoodUpdates + 1 >= growthUpdates ? new LossScaleState(2 * Value, 0) : State with { GoodUpdates = State.GoodUpdates + 1 };
}
