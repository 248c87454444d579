using System.Numerics;
using System.Runtime.InteropServices;

namespace HubertAsr.Corpora.Preparation;

/// <summary>What an utterance sounds like at a glance.</summary>
/// <param name="Fingerprint">One bit a step: whether a slice of the sound is louder than the one before, of 65 slices. Equal for copies, whatever their volume and format.</param>
/// <param name="MeanSquare">Of all samples, full scale 1.</param>
/// <param name="Peak">The largest magnitude.</param>
internal readonly record struct SoundShape(ulong Fingerprint, double MeanSquare, float Peak)
{
    private const int FingerprintBits = 64;

    public static SoundShape Of(ReadOnlySpan<float> samples)
    {
        ulong bits = 0;
        var (before, sum, peak) = (0.0, 0.0, 0f);
        for (var slice = 0; slice <= FingerprintBits; slice++)
        {
            var (start, end) = ((int)((long)slice * samples.Length / (FingerprintBits + 1)), (int)((long)(slice + 1) * samples.Length / (FingerprintBits + 1)));
            var (energy, loudest) = Measure(samples[start..end]);
            (sum, peak) = (sum + energy, Math.Max(peak, loudest));
            energy /= Math.Max(1, end - start);
            if (slice > 0 && energy > before) bits |= 1UL << (slice - 1);
            before = energy;
        }
        return new SoundShape(bits, sum / Math.Max(1, samples.Length), peak);
    }

    private static (double Energy, float Peak) Measure(ReadOnlySpan<float> samples)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var (sums, peaks) = (Vector<float>.Zero, Vector<float>.Zero);
        foreach (var vector in vectors)
        {
            sums += vector * vector;
            peaks = Vector.Max(peaks, Vector.Abs(vector));
        }
        double energy = Vector.Sum(sums);
        var peak = 0f;
        for (var lane = 0; lane < Vector<float>.Count; lane++) peak = Math.Max(peak, peaks[lane]);
        foreach (var sample in samples[(vectors.Length * Vector<float>.Count)..])
        {
            energy += sample * sample;
            peak = Math.Max(peak, Math.Abs(sample));
        }
        return (energy, peak);
    }
}
