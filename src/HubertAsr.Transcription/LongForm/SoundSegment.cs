namespace HubertAsr.Transcription.LongForm;

/// <summary>How a piece of a recording is joined to the one before.</summary>
internal enum Joint
{
    /// <summary>Something ended between them.</summary>
    Pause,

    /// <summary>A pause so short that it may lie within a word: the model hears both sides apart, the search as one.</summary>
    ShortPause,

    /// <summary>Running sound was cut, and both heard the sound around the cut.</summary>
    Overlap,
}

/// <summary>A piece of a recording that the model hears at once.</summary>
/// <param name="StartSample">Where it starts in the recording.</param>
/// <param name="Samples">[S]</param>
/// <param name="Joint">What is between it and the previous one.</param>
internal sealed record SoundSegment(long StartSample, float[] Samples, Joint Joint)
{
    /// <summary>The middle of the short pause before it: sound that neither this segment nor the previous one holds.</summary>
    public float[] Skipped { get; init; } = [];

    /// <summary>One past its last sample.</summary>
    public long EndSample => StartSample + Samples.Length;
}
