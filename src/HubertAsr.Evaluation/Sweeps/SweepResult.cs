namespace HubertAsr.Evaluation.Sweeps;

/// <summary>Every point of a grid with its error rates.</summary>
/// <param name="Axes">At least one.</param>
/// <param name="Points">One a combination of values, the last axis fastest.</param>
public sealed record SweepResult(IReadOnlyList<SweepAxis> Axes, IReadOnlyList<SweepPoint> Points)
{
    /// <summary>The lowest CER with blanks; among equals the lowest WER, then what lies inside its ranges, then what came first.</summary>
    public SweepPoint Best => Points
        .OrderBy(point => point.Measures.CerWithSpaces.Errors)
        .ThenBy(point => point.Measures.Wer.Errors)
        .ThenBy(point => EdgesOf(point).Count())
        .First();

    /// <summary>Axes whose best value is the first or last that was tried.</summary>
    public IReadOnlyList<SweepAxis> Edges => [.. EdgesOf(Best)];

    /// <summary>The best point's value of an axis.</summary>
    public double BestOf(SweepAxis axis) => Best.Values[IndexOf(axis)];

    internal int IndexOf(SweepAxis axis) => Axes.ToList().IndexOf(axis);

    private IEnumerable<SweepAxis> EdgesOf(SweepPoint point) => Axes.Where((axis, i) => axis.IsEdge(point.Values[i]));
}
