namespace HubertAsr.Transcription.LongForm;

/// <summary>A piece of a recording that the model hears at once.</summary>
/// <param name="StartSample">Where it starts in the recording.</param>
/// <param name="Samples">[S]</param>
/// <param name="ContinuesPrevious">Whether it was cut in running sound and starts before the previous one ends.</param>
internal sealed record SoundSegment(long StartSample, float[] Samples, bool ContinuesPrevious);
