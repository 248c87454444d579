namespace HubertAsr.Audio;

/// <summary>
/// Changes the sampling rate: a windowed sinc (Kaiser), evaluated at the phases that the ratio of the rates needs. Flat up to 0.913 of the lower
/// Nyquist frequency, at least 100 dB down from it on; no delay: sample n of the result is at the time n / <c>toHz</c>.
/// </summary>
public static class Resampler
{
    /// <param name="samples">[S], one channel.</param>
    /// <param name="fromHz">Their rate.</param>
    /// <param name="toHz">The rate wanted.</param>
    /// <returns>⌈S · toHz / fromHz⌉ samples; silence is assumed around the given ones.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not positive.</exception>
    public static float[] Resample(ReadOnlySpan<float> samples, int fromHz, int toHz)
    {
        if (fromHz == toHz) return samples.ToArray();
        var resampler = new StreamingResampler(fromHz, toHz);
        var result = new List<float>((int)((long)samples.Length * toHz / fromHz) + 1);
        resampler.Push(samples, result);
        resampler.Flush(result);
        return [.. result];
    }
}
