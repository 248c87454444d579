namespace HubertAsr.Training;

/// <summary>A mean on its way: a sum and what it will be divided by.</summary>
public readonly record struct FigureSum(double Sum, double Weight)
{
    public static FigureSum operator +(FigureSum left, FigureSum right) => new(left.Sum + right.Sum, left.Weight + right.Weight);

    public static FigureSum Add(FigureSum left, FigureSum right) => left + right;
}

/// <summary>Named means that add up over batches and updates.</summary>
public sealed record FigureSums(IReadOnlyDictionary<string, FigureSum> ByName)
{
    public static FigureSums None { get; } = new(new Dictionary<string, FigureSum>());

    public static FigureSums Of(params (string Name, double Sum, double Weight)[] figures)
        => new(figures.ToDictionary(figure => figure.Name, figure => new FigureSum(figure.Sum, figure.Weight)));

    public FigureSums Plus(FigureSums other)
    {
        var sums = new Dictionary<string, FigureSum>(ByName);
        foreach (var (name, figure) in other.ByName) sums[name] = sums.GetValueOrDefault(name) + figure;
        return new FigureSums(sums);
    }

    /// <summary>Mean by name; what was never seen is absent.</summary>
    public IReadOnlyDictionary<string, double> Means()
        => ByName.Where(figure => figure.Value.Weight > 0).ToDictionary(figure => figure.Key, figure => figure.Value.Sum / figure.Value.Weight);
}
