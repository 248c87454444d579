namespace HubertAsr.Evaluation.Sweeps;

/// <summary>What a search reaches with one value of every axis.</summary>
/// <param name="Values">One an axis, in the order of the axes.</param>
/// <param name="Measures">Summed over all utterances.</param>
public sealed record SweepPoint(IReadOnlyList<double> Values, ErrorMeasures Measures);
