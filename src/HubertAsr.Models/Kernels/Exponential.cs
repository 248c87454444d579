using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HubertAsr.Models;

/// <summary>eˣ for several numbers at once.</summary>
internal static class Exponential
{
    /// <summary>Of numbers that are not above 0. Below -87, where a float has no more digits to give, about 10⁻³⁸.</summary>
    /// <remarks>x = n·ln 2 + r with |r| ≤ ½ ln 2, and eʳ by the polynomial of Cephes' <c>expf</c> (Moshier 1992): within two units of the last place.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> OfNegative(Vector256<float> x)
    {
        x = Vector256.Max(x, Vector256.Create(-87f));
        var n = Vector256.Round(x * 1.44269504f);
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-0.693359375f), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(2.12194440e-4f), r);
        var sum = Vector256.MultiplyAddEstimate(Vector256.Create(1.9875691500e-4f), r, Vector256.Create(1.3981999507e-3f));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(8.3334519073e-3f));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(4.1665795894e-2f));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1.6666665459e-1f));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(5.0000001201e-1f));
        sum = Vector256.MultiplyAddEstimate(sum, r * r, r + Vector256<float>.One);
        return sum * Vector256.ShiftLeft(Vector256.ConvertToInt32Native(n) + Vector256.Create(127), 23).AsSingle();
    }
}
