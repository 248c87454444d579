namespace HubertAsr.Training.Pretraining;

/// <summary>The spans that pre-training hides, drawn as fairseq's <c>compute_mask_indices</c> does for static lengths.</summary>
/// <remarks>
/// Every row has its own count ⌊p·T/length + u⌋ with u ∈ [0, 1), at least the minimum; starts are drawn without replacement from [0, T − length); spans may
/// overlap; then rows with more hidden frames than the row with the fewest give frames back at random. With p = 0.8 and length 10 that hides about
/// 1 − (1 − p/10)¹⁰ = 57 % of the frames.
/// </remarks>
/// <param name="Probability">p: spans × length ÷ frames.</param>
/// <param name="SpanLength">Frames of a span.</param>
/// <param name="MinSpans">Fewest spans in a row.</param>
public sealed record PretrainingMask(double Probability, int SpanLength, int MinSpans)
{
    /// <summary>Marks the hidden frames of a padded batch.</summary>
    /// <param name="rowLengths">Own frames of each row; spans stay inside.</param>
    /// <param name="width">Padded frames.</param>
    /// <param name="random">The draw.</param>
    /// <returns>Row-major [rows, width].</returns>
    public bool[] Draw(ReadOnlySpan<int> rowLengths, int width, Random random)
    {
        var rows = new int[rowLengths.Length][];
        for (var row = 0; row < rows.Length; row++) rows[row] = DrawRow(rowLengths[row], random);
        // Rows too short for any span would take all masks with them.
        var fewest = rows.Where(row => row.Length > 0).Select(row => row.Length).DefaultIfEmpty(0).Min();
        var hidden = new bool[rowLengths.Length * width];
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row].Length > fewest) random.Shuffle(rows[row]);
            foreach (var frame in rows[row].Take(fewest)) hidden[row * width + frame] = true;
        }

        return hidden;
    }

    private int[] DrawRow(int length, Random random)
    {
        var spans = Math.Max((int)(Probability * length / SpanLength + random.NextDouble()), MinSpans);
        var span = Math.Min(SpanLength, length - 1);
        if (span < 1) return [];
        if (length - span <= spans) span = Math.Max(1, length - spans - 1);
        var starts = Enumerable.Range(0, length - span).ToArray();
        random.Shuffle(starts);
        int[] hidden = [.. starts.Take(spans).SelectMany(start => Enumerable.Range(start, SpanLength)).Where(frame => frame < length).Distinct().Order()];
        // fairseq gives up on a row that is hidden altogether; here it keeps one frame to predict the others from.
        if (hidden.Length < length) return hidden;
        var kept = random.Next(length);
        return [.. hidden.Where(frame => frame != kept)];
    }
}
