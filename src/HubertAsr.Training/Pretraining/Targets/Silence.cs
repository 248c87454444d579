namespace HubertAsr.Training.Pretraining;

/// <summary>Recordings in which nobody speaks.</summary>
internal static class Silence
{
    /// <summary>−60 dB below full scale, as <c>prepare --verify-audio</c> has it; once normalised, the noise of such a recording would be as loud as speech.</summary>
    private const double LoudestRms = 0.001;

    /// <summary>Whether the samples, whatever their offset, stay below that.</summary>
    public static bool IsIn(ReadOnlySpan<float> samples)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var sample in samples) (sum, squares) = (sum + sample, squares + (double)sample * sample);
        var count = Math.Max(1, samples.Length);
        return squares / count - Math.Pow(sum / count, 2) < LoudestRms * LoudestRms;
    }
}
