using System.Numerics;
using HubertAsr.Audio;
using HubertAsr.Decoding;
using MathNet.Numerics.IntegralTransforms;

namespace HubertAsr.Tests.Audio;

public sealed class ResampleGoldenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(8000)]
    [InlineData(22050)]
    [InlineData(44100)]
    [InlineData(48000)]
    public void Every_usual_rate_becomes_16_kHz_as_soxr_makes_it(int fromHz)
    {
        using var golden = SafetensorsReader.Open(Repository.Golden("audio/resample.safetensors"));
        var expected = golden.ReadFloats($"soxr_vhq_{fromHz}_to_16000");

        var result = Resampler.Resample(golden.ReadFloats($"input_{fromHz}"), fromHz, 16000);

        Assert.Equal(expected.Length, result.Length);
        // soxr's pass band ends at 0.913 of the lower Nyquist frequency.
        var ratioDb = SignalToNoiseDb(expected, result, passBand: 0.9 * Math.Min(1.0, fromHz / 16000.0));
        output.WriteLine($"{fromHz} Hz: {ratioDb:F1} dB");
        Assert.True(ratioDb >= 60, $"{ratioDb:F1} dB; at least 60 dB expected");
    }

    private static double SignalToNoiseDb(float[] expected, float[] actual, double passBand)
    {
        var (signal, noise) = (Spectrum(expected), Spectrum([.. expected.Zip(actual, (left, right) => left - right)]));
        var bins = (int)(passBand * expected.Length / 2);
        return 10 * Math.Log10(signal.Take(bins).Sum() / noise.Take(bins).Sum());
    }

    private static double[] Spectrum(float[] samples)
    {
        Complex[] bins = [.. samples.Select(sample => new Complex(sample, 0))];
        Fourier.Forward(bins);
        return [.. bins.Select(bin => bin.Magnitude * bin.Magnitude)];
    }
}
