using System.Collections.Concurrent;
using MathNet.Numerics;

namespace HubertAsr.Audio.Resampling;

/// <summary>
/// The low-pass of one pair of rates, cut into <see cref="Up"/> phases: the rate is raised by Up, filtered, lowered by Down, and only the products
/// that are kept are computed.
/// </summary>
internal sealed class PolyphaseFilter
{
    // As soxr's very high quality: what a decimated signal may keep, as a share of the lower Nyquist frequency.
    private const double PassBand = 0.913;
    private const double AttenuationDb = 110;

    private static readonly ConcurrentDictionary<(int From, int To), PolyphaseFilter> _filters = new();

    private readonly float[] _coefficients; // [Up, Taps]

    private PolyphaseFilter(int fromHz, int toHz)
    {
        var divisor = (int)Euclid.GreatestCommonDivisor(fromHz, toHz);
        (Up, Down) = (toHz / divisor, fromHz / divisor);

        // Frequencies in cycles per input sample; the narrower of both Nyquist frequencies rules.
        var nyquist = 0.5 * Math.Min(1.0, (double)toHz / fromHz);
        var transition = nyquist * (1 - PassBand);
        var cutoff = nyquist - (transition / 2);
        var taps = (AttenuationDb - 7.95) / (2.285 * 2 * Math.PI * transition); // Kaiser's estimate of the order
        HalfTaps = (int)Math.Ceiling(taps / 2);
        _coefficients = Design(cutoff, 0.1102 * (AttenuationDb - 8.7));
    }

    public int Up { get; }

    public int Down { get; }

    /// <summary>Input samples used before, and as many after, the place of an output sample.</summary>
    public int HalfTaps { get; }

    public int Taps => 2 * HalfTaps;

    public static PolyphaseFilter Of(int fromHz, int toHz)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toHz);
        return _filters.GetOrAdd((fromHz, toHz), rates => new PolyphaseFilter(rates.From, rates.To));
    }

    /// <summary>What the input samples from <c>place − HalfTaps + 1</c> on are weighted with, for an output at <c>place + phase / Up</c>.</summary>
    public ReadOnlySpan<float> Phase(int phase) => _coefficients.AsSpan(phase * Taps, Taps);

    private float[] Design(double cutoff, double beta)
    {
        var coefficients = new float[Up * Taps];
        var scale = 1 / SpecialFunctions.BesselI0(beta);
        for (var phase = 0; phase < Up; phase++)
        {
            for (var tap = 0; tap < Taps; tap++)
            {
                var time = tap - HalfTaps + 1 - ((double)phase / Up);
                var edge = time / HalfTaps;
                var window = Math.Abs(edge) >= 1 ? 0 : SpecialFunctions.BesselI0(beta * Math.Sqrt(1 - (edge * edge))) * scale;
                coefficients[(phase * Taps) + tap] = (float)(2 * cutoff * Trig.Sinc(2 * cutoff * time) * window);
            }
        }
        return coefficients;
    }
}
