namespace HubertAsr.Decoding;

/// <summary>The probability that emissions give to a label string, summed over all its alignments ([Graves06] eqs. 6 to 8).</summary>
public static class CtcProbability
{
    /// <summary>ln P(labels | emissions); −∞ when no alignment fits.</summary>
    /// <param name="emissions">Natural-log probabilities [T, V].</param>
    /// <param name="labels">Labels without blanks, [L].</param>
    /// <param name="blank">Id of the blank.</param>
    public static double Log(Emissions emissions, ReadOnlySpan<int> labels, int blank)
    {
        var states = 2 * labels.Length + 1; // blanks around every label
        var forward = new double[states];
        Array.Fill(forward, double.NegativeInfinity);
        if (emissions.FrameCount == 0) return labels.Length == 0 ? 0 : double.NegativeInfinity;
        forward[0] = emissions.Frame(0)[blank];
        if (states > 1) forward[1] = emissions.Frame(0)[labels[0]];
        for (var t = 1; t < emissions.FrameCount; t++) Advance(forward, emissions.Frame(t), labels, blank);
        return states > 1 ? Sum(forward[^1], forward[^2]) : forward[0];
    }

    /// <summary>One frame, in place: from the last state down, so that what lies below is still of the frame before.</summary>
    private static void Advance(double[] forward, ReadOnlySpan<float> frame, ReadOnlySpan<int> labels, int blank)
    {
        for (var state = forward.Length - 1; state >= 0; state--)
        {
            var isLabel = state % 2 == 1;
            var sum = forward[state];
            if (state > 0) sum = Sum(sum, forward[state - 1]);
            if (isLabel && state > 1 && labels[state / 2] != labels[state / 2 - 1]) sum = Sum(sum, forward[state - 2]);
            forward[state] = sum + frame[isLabel ? labels[state / 2] : blank];
        }
    }

    private static double Sum(double a, double b)
    {
        var (high, low) = a > b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }
}
