using System.Numerics;
using System.Runtime.InteropServices;

namespace HubertAsr.Training;

/// <summary>The numbers of one AdamW update of one parameter.</summary>
internal readonly record struct AdamWCoefficients(
    float Keep, float GradientScale, float Beta1, float Beta2, float StepSize, float InverseRootCorrection, float Epsilon)
{
    /// <summary>m ← β₁m + (1−β₁)g · v ← β₂v + (1−β₂)g² · w ← keep·w − step·m ÷ (√v·c + ε), in place.</summary>
    public void Apply(Span<float> weight, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square)
    {
        var w = MemoryMarshal.Cast<float, Vector<float>>(weight);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var m = MemoryMarshal.Cast<float, Vector<float>>(mean);
        var v = MemoryMarshal.Cast<float, Vector<float>>(square);
        for (var i = 0; i < w.Length; i++)
        {
            var scaled = g[i] * GradientScale;
            m[i] = m[i] * Beta1 + scaled * (1 - Beta1);
            v[i] = v[i] * Beta2 + scaled * scaled * (1 - Beta2);
            w[i] = w[i] * Keep - m[i] * StepSize / (Vector.SquareRoot(v[i]) * InverseRootCorrection + new Vector<float>(Epsilon));
        }
        for (var i = w.Length * Vector<float>.Count; i < weight.Length; i++)
        {
            var scaled = gradient[i] * GradientScale;
            mean[i] = mean[i] * Beta1 + scaled * (1 - Beta1);
            square[i] = square[i] * Beta2 + scaled * scaled * (1 - Beta2);
            weight[i] = weight[i] * Keep - mean[i] * StepSize / (MathF.Sqrt(square[i]) * InverseRootCorrection + Epsilon);
        }
    }
}
