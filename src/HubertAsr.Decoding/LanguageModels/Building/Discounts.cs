namespace HubertAsr.Decoding;

/// <summary>What modified Kneser–Ney takes from counts of 1, 2 and more. [ChenGoodman98] eq. 26</summary>
/// <param name="One">From a count of 1.</param>
/// <param name="Two">From a count of 2.</param>
/// <param name="ThreeOrMore">From any higher count.</param>
/// <param name="IsFallback">Whether the counts allowed no estimate and usual values stand in.</param>
public sealed record Discounts(float One, float Two, float ThreeOrMore, bool IsFallback = false)
{
    /// <summary>Values that stand in when a count of counts is missing or an estimate out of range, as lmplz's <c>--discount_fallback</c>.</summary>
    public static Discounts Fallback { get; } = new(0.5f, 1f, 1.5f, IsFallback: true);

    internal float Of(long count) => count switch { 0 => 0, 1 => One, 2 => Two, _ => ThreeOrMore };

    /// <summary>Estimates from how many n-grams have a count of 1, 2, 3 and 4.</summary>
    /// <param name="countsOfCounts">Index = count.</param>
    internal static Discounts Estimate(ReadOnlySpan<long> countsOfCounts)
    {
        if (countsOfCounts[1] == 0 || countsOfCounts[2] == 0 || countsOfCounts[3] == 0) return Fallback;
        var y = countsOfCounts[1] / (float)(countsOfCounts[1] + (2.0 * countsOfCounts[2]));
        Span<float> amounts = stackalloc float[4];
        for (var count = 1; count <= 3; count++)
        {
            amounts[count] = count - ((count + 1) * y * countsOfCounts[count + 1] / countsOfCounts[count]);
            if (amounts[count] < 0 || amounts[count] > count) return Fallback;
        }

        return new Discounts(amounts[1], amounts[2], amounts[3]);
    }
}
