using HubertAsr.Models;

namespace HubertAsr.Cli.Recognition;

/// <summary>How far speech stands above the noise of a recording, without knowing either.</summary>
internal static class SignalToNoise
{
    private static readonly int _frameSamples = AcousticModel.SampleRateHz / 50;

    /// <summary>Energy of the loud frames (90th percentile of 20 ms) over that of the quiet ones (10th), dB; null for less than ten frames or digital silence.</summary>
    public static double? EstimateDb(float[] samples)
    {
        var energies = new double[samples.Length / _frameSamples];
        for (var frame = 0; frame < energies.Length; frame++)
        {
            foreach (var sample in samples.AsSpan(frame * _frameSamples, _frameSamples)) energies[frame] += sample * sample;
        }

        if (energies.Length < 10) return null;
        Array.Sort(energies);
        var (quiet, loud) = (energies[energies.Length / 10], energies[energies.Length * 9 / 10]);
        return quiet > 0 ? 10 * Math.Log10(loud / quiet) : null;
    }
}
