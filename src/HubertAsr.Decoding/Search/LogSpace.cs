namespace HubertAsr.Decoding;

/// <summary>Sums of probabilities given as natural logs.</summary>
internal static class LogSpace
{
    /// <summary>ln(eᵃ + eᵇ), exact for −∞ on either side.</summary>
    public static double Add(double a, double b)
    {
        if (a < b) (a, b) = (b, a);
        var difference = b - a;
        // e⁻³⁸ is below the last bit of 1; the comparison is false for −∞ − −∞ too.
        return difference > -38 ? a + Math.Log(1 + Math.Exp(difference)) : a;
    }
}
