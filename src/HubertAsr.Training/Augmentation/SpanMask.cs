namespace HubertAsr.Training;

/// <summary>Draws the spans that a training step hides: SpecAugment over frames or over hidden channels ([Park19]; [Baevski20] §3.1).</summary>
/// <remarks>
/// The count is <c>⌊p·T/length + ε⌋</c> with one ε ∈ [0, 1) for the whole batch, at least the minimum; starts are drawn without
/// replacement; spans may overlap. Spans stay inside each row's own length, never in its padding.
/// </remarks>
/// <param name="Probability">Spans × length ÷ row length that is aimed for, before overlap.</param>
/// <param name="SpanLength">Length of one span.</param>
/// <param name="MinSpans">Fewest spans in a row.</param>
public sealed record SpanMask(double Probability, int SpanLength, int MinSpans)
{
    /// <summary>True when nothing is ever hidden.</summary>
    public bool IsOff => Probability <= 0;

    /// <summary>Marks the hidden positions of a padded batch.</summary>
    /// <param name="rowLengths">Own length of each row.</param>
    /// <param name="width">Padded length.</param>
    /// <param name="random">The draw.</param>
    /// <returns>Row-major [rows, width]; a row shorter than one span has none.</returns>
    public bool[] Draw(ReadOnlySpan<int> rowLengths, int width, Random random)
    {
        var hidden = new bool[rowLengths.Length * width];
        var epsilon = random.NextDouble();
        for (var row = 0; row < rowLengths.Length; row++)
        {
            var starts = Math.Max(0, rowLengths[row] - SpanLength + 1);
            foreach (var start in DrawStarts(starts, SpanCount(rowLengths[row], epsilon), random))
                hidden.AsSpan(row * width + start, SpanLength).Fill(true);
        }
        return hidden;
    }

    private int SpanCount(int length, double epsilon)
    {
        var count = Math.Max((int)(Probability * length / SpanLength + epsilon), MinSpans);
        if (count * SpanLength > length) count = length / SpanLength;
        return Math.Clamp(count, 0, Math.Max(0, length - SpanLength + 1));
    }

    /// <summary>Distinct numbers of [0, limit): Floyd's sampling, which needs no permutation of the row.</summary>
    private static HashSet<int> DrawStarts(int limit, int count, Random random)
    {
        var starts = new HashSet<int>(count);
        for (var last = limit - count; last < limit; last++)
            if (!starts.Add(random.Next(last + 1)))
                starts.Add(last);
        return starts;
    }
}
