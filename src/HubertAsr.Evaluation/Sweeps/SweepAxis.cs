namespace HubertAsr.Evaluation.Sweeps;

/// <summary>One setting and the values it is tried at.</summary>
/// <param name="Name">As in a recipe's <c>[decode]</c>.</param>
/// <param name="Values">In the order they are tried; at least one.</param>
public sealed record SweepAxis(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Values that the setting cannot go beyond: the best may lie there without a doubt.</summary>
    public IReadOnlyList<double> Limits { get; init; } = [];

    public bool IsVaried => Values.Count > 1;

    /// <summary>Whether a wider range might hold something better than this value.</summary>
    public bool IsEdge(double value) => IsVaried && (value == Values.Min() || value == Values.Max()) && !Limits.Contains(value);
}
