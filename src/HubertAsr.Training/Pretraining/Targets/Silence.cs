namespace HubertAsr.Training.Pretraining;

/// <summary>Digital silence.</summary>
internal static class Silence
{
    /// <summary>Whether all samples are equal: nothing was recorded.</summary>
    public static bool IsIn(ReadOnlySpan<float> samples) => samples.Length == 0 || samples.IndexOfAnyExcept(samples[0]) < 0;
}
