using MathNet.Numerics.IntegralTransforms;

namespace HubertAsr.Audio;

/// <summary>
/// Mel-frequency cepstra as Kaldi computes them with its defaults, without energy and dither, whole windows only: 25 ms Povey windows every 10 ms, the
/// mean of each removed, pre-emphasis 0.97, 23 mel filters from 20 Hz to Nyquist, 13 cepstra, liftered by 22. [Hsu21] §4.1 clusters them with
/// their two derivatives (39 numbers).
/// </summary>
public sealed class Mfcc
{
    public const int CepstrumCount = 13;

    private const double WindowSeconds = 0.025;
    private const double ShiftSeconds = 0.010;
    private const double PreEmphasis = 0.97;
    private const int FilterCount = 23;
    private const double LowestHz = 20;
    private const double Lifter = 22;
    private const int DeltaReach = 2;

    private readonly int _shift;
    private readonly int _fftLength;
    private readonly double[] _window;
    private readonly double[][] _filters; // [FilterCount][fftLength / 2 + 1]
    private readonly double[][] _cosines; // [CepstrumCount][FilterCount]

    /// <param name="sampleRateHz">Rate of the waveforms.</param>
    public Mfcc(int sampleRateHz)
    {
        _shift = (int)(ShiftSeconds * sampleRateHz);
        _window = PoveyWindow((int)(WindowSeconds * sampleRateHz));
        _fftLength = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_window.Length);
        _filters = MelFilters(sampleRateHz, _fftLength);
        _cosines = LifteredCosines();
    }

    /// <summary>Windows that fit into so many samples.</summary>
    public int FrameCount(int sampleCount) => sampleCount < _window.Length ? 0 : ((sampleCount - _window.Length) / _shift) + 1;

    /// <summary>13 cepstra a frame, row-major. [T, 13]</summary>
    public float[] Cepstra(ReadOnlySpan<float> samples)
    {
        var result = new float[FrameCount(samples.Length) * CepstrumCount];
        for (var frame = 0; frame < result.Length / CepstrumCount; frame++)
            WriteCepstra(samples.Slice(frame * _shift, _window.Length), result.AsSpan(frame * CepstrumCount, CepstrumCount));
        return result;
    }

    /// <summary>Cepstra, then their first and second derivative. [T, 39]</summary>
    public float[] CepstraWithDeltas(ReadOnlySpan<float> samples)
    {
        var cepstra = Cepstra(samples);
        var first = Delta(cepstra);
        var second = Delta(first);
        var frames = cepstra.Length / CepstrumCount;
        var result = new float[3 * cepstra.Length];
        for (var frame = 0; frame < frames; frame++)
        {
            var (from, to) = (frame * CepstrumCount, 3 * frame * CepstrumCount);
            cepstra.AsSpan(from, CepstrumCount).CopyTo(result.AsSpan(to));
            first.AsSpan(from, CepstrumCount).CopyTo(result.AsSpan(to + CepstrumCount));
            second.AsSpan(from, CepstrumCount).CopyTo(result.AsSpan(to + (2 * CepstrumCount)));
        }
        return result;
    }

    /// <summary>The slope of a line through five frames; the outermost frames are repeated beyond the edges.</summary>
    private static float[] Delta(float[] features)
    {
        var frames = features.Length / CepstrumCount;
        var result = new float[features.Length];
        for (var index = 0; index < features.Length; index++)
        {
            var (frame, column) = Math.DivRem(index, CepstrumCount);
            var sum = 0f;
            for (var reach = 1; reach <= DeltaReach; reach++)
            {
                var (before, after) = (Math.Max(frame - reach, 0), Math.Min(frame + reach, frames - 1));
                sum += reach * (features[(after * CepstrumCount) + column] - features[(before * CepstrumCount) + column]);
            }
            result[index] = sum / 10; // 2 (1² + 2²)
        }
        return result;
    }

    private static double[] PoveyWindow(int length) =>
        [.. Enumerable.Range(0, length).Select(n => Math.Pow(0.5 - (0.5 * Math.Cos(2 * Math.PI * n / (length - 1))), 0.85))];

    private static double Mel(double hz) => 1127 * Math.Log(1 + (hz / 700));

    private static double[][] MelFilters(int sampleRateHz, int fftLength)
    {
        var (low, high) = (Mel(LowestHz), Mel(sampleRateHz / 2.0));
        var width = (high - low) / (FilterCount + 1);
        double Weight(int filter, int bin)
        {
            var rise = (Mel((double)bin * sampleRateHz / fftLength) - low) / width;
            return Math.Max(0, 1 - Math.Abs(rise - filter - 1));
        }
        // As Kaldi's, the filters leave out the bin at the Nyquist frequency.
        return [.. Enumerable.Range(0, FilterCount).Select(filter => Enumerable.Range(0, fftLength / 2).Select(bin => Weight(filter, bin)).ToArray())];
    }

    private static double[][] LifteredCosines()
    {
        double Lift(int order) => 1 + (Lifter / 2 * Math.Sin(Math.PI * order / Lifter));
        double Scale(int order) => Math.Sqrt((order == 0 ? 1.0 : 2.0) / FilterCount);
        return
        [
            .. Enumerable.Range(0, CepstrumCount).Select(order => Enumerable.Range(0, FilterCount)
                .Select(filter => Lift(order) * Scale(order) * Math.Cos(Math.PI / FilterCount * (filter + 0.5) * order)).ToArray()),
        ];
    }

    private void WriteCepstra(ReadOnlySpan<float> samples, Span<float> cepstra)
    {
        var spectrum = new double[_fftLength + 2];
        var mean = 0.0;
        foreach (var sample in samples) mean += sample / (double)samples.Length;
        for (var n = samples.Length - 1; n >= 0; n--)
            spectrum[n] = (samples[n] - mean - (PreEmphasis * (samples[Math.Max(n - 1, 0)] - mean))) * _window[n];
        Fourier.ForwardReal(spectrum, _fftLength, FourierOptions.NoScaling);

        var logMel = new double[FilterCount];
        for (var filter = 0; filter < FilterCount; filter++)
        {
            var power = 0.0;
            for (var bin = 0; bin < _filters[filter].Length; bin++)
            {
                var (real, imaginary) = (spectrum[2 * bin], spectrum[(2 * bin) + 1]);
                power += _filters[filter][bin] * ((real * real) + (imaginary * imaginary));
            }
            logMel[filter] = Math.Log(Math.Max(power, 1.1920929e-7)); // Kaldi's floor: float's epsilon
        }
        for (var order = 0; order < CepstrumCount; order++)
            cepstra[order] = (float)_cosines[order].Zip(logMel, (cosine, level) => cosine * level).Sum();
    }
}
