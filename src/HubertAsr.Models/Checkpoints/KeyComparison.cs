namespace HubertAsr.Models;

/// <summary>The tensors of a checkpoint beside the parameters that a configuration asks for.</summary>
/// <param name="Missing">Parameters that the file lacks.</param>
/// <param name="Unexpected">Tensors that the model has no place for.</param>
/// <param name="Misshapen">Tensors of another shape, with both shapes.</param>
internal sealed record KeyComparison(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> Misshapen)
{
    /// <summary>Compares names and shapes.</summary>
    public static KeyComparison Of(IReadOnlyDictionary<string, long[]> expected, IReadOnlyDictionary<string, StoredTensor> stored) => new(
        [.. expected.Keys.Where(name => !stored.ContainsKey(name)).Order(StringComparer.Ordinal)],
        [.. stored.Keys.Where(name => !expected.ContainsKey(name)).Order(StringComparer.Ordinal)],
        [.. expected.Where(pair => stored.TryGetValue(pair.Key, out var tensor) && !tensor.Shape.SequenceEqual(pair.Value))
            .Select(pair => $"{pair.Key} is {Show(stored[pair.Key].Shape)} instead of {Show(pair.Value)}").Order(StringComparer.Ordinal)]);

    /// <summary>Whether the encoder is complete and fits; the head may be new.</summary>
    public bool EncoderFits => Misshapen.All(ParameterNames.IsHead) && Unexpected.Count == 0 && Missing.All(ParameterNames.IsHead);

    /// <summary>Whether the file holds a head that fits.</summary>
    public bool HeadFits => !Misshapen.Concat(Missing).Any(ParameterNames.IsHead);

    /// <summary>The differences in one sentence.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        parts.Add($"{Missing.Count} keys missing{Listed(Missing)}");
        parts.Add($"{Unexpected.Count} unexpected{Listed(Unexpected)}");
        if (Misshapen.Count > 0) parts.Add($"{Misshapen.Count} of another shape ({string.Join(", ", Misshapen.Take(3))}{(Misshapen.Count > 3 ? ", …" : "")})");
        return string.Join(", ", parts);
    }

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "" : $" ({ParameterNames.Summary(names)})";

    private static string Show(long[] shape) => $"[{string.Join(", ", shape)}]";
}
