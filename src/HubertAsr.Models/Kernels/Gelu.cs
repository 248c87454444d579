using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HubertAsr.Models;

/// <summary>GELU, x·Φ(x), in place.</summary>
/// <remarks>Φ from erf by Abramowitz and Stegun 7.1.26, which is off by 1.5·10⁻⁷ at most.</remarks>
internal static unsafe class Gelu
{
    /// <summary>Applies it to numbers that lie one behind another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* values, int count)
    {
        var i = 0;
        for (; i + Vector256<float>.Count <= count; i += Vector256<float>.Count) Of(Vector256.Load(values + i)).Store(values + i);
        for (; i < count; i++) values[i] = Of(Vector256.CreateScalar(values[i])).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Of(Vector256<float> x)
    {
        // With z = |x|/√2: erfc(z) = (a₁t + … + a₅t⁵)·exp(−z²), t = 1/(1 + pz). Φ(x) is half of it below zero, and what is missing to 1 above.
        var size = Vector256.Abs(x);
        var t = Vector256<float>.One / Vector256.MultiplyAddEstimate(size, Vector256.Create(0.3275911f * 0.70710678f), Vector256<float>.One);
        var sum = Vector256.MultiplyAddEstimate(Vector256.Create(1.061405429f), t, Vector256.Create(-1.453152027f));
        sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(1.421413741f));
        sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(-0.284496736f));
        sum = Vector256.MultiplyAddEstimate(sum, t, Vector256.Create(0.254829592f));
        var tail = sum * t * Exponential.OfNegative(x * x * -0.5f) * 0.5f;
        return x * Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), tail, Vector256<float>.One - tail);
    }
}
