using HubertAsr.Decoding;

namespace HubertAsr.Transcription.LongForm;

/// <summary>What passes from stage to stage: a segment, then the same with its emissions; the last one of an input carries none.</summary>
internal sealed record TranscriptionStep(AudioInput Input)
{
    public SoundSegment? Segment { get; init; }

    public Emissions? Emissions { get; init; }

    public bool IsLast { get; init; }

    /// <summary>Samples of the whole input, in its last step.</summary>
    public long SampleCount { get; init; }

    /// <summary>Why the input ended early, in its last step.</summary>
    public Exception? Error { get; init; }
}
