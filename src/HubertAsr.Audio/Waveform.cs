namespace HubertAsr.Audio;

/// <summary>One channel of sound.</summary>
/// <param name="Samples">[S], full scale is [-1, 1].</param>
/// <param name="SampleRateHz">Samples a second.</param>
public sealed record Waveform(float[] Samples, int SampleRateHz)
{
    public double DurationSeconds => (double)Samples.Length / SampleRateHz;
}
