using HubertAsr.Audio;

namespace HubertAsr.Training;

/// <summary>Cuts the silence off both ends of an utterance; pauses inside stay.</summary>
internal sealed class SilenceTrimmer
{
    private readonly SilenceDetector _detector = new(new SilenceOptions());

    /// <summary>The utterance without its silent ends; as it is when it is silent altogether.</summary>
    public LabelledWaveform Trim(LabelledWaveform utterance)
    {
        var samples = utterance.Samples;
        var silences = _detector.Find(samples, TrainingData.SampleRateHz);
        var start = silences.Count > 0 && silences[0].Start == 0 ? (int)silences[0].End : 0;
        var end = silences.Count > 0 && silences[^1].End == samples.Length ? (int)silences[^1].Start : samples.Length;
        return start >= end || end - start == samples.Length
            ? utterance
            : utterance with { Samples = samples[start..end], TrimmedSamples = utterance.TrimmedSamples + samples.Length - (end - start) };
    }
}
