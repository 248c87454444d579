namespace HubertAsr.Audio;

/// <summary>Which part of a file to read, and as what.</summary>
public sealed record AudioReadOptions
{
    /// <summary>The channel to take, from 0; null is the mean of all.</summary>
    public int? Channel { get; init; }

    /// <summary>First frame, at the file's own rate.</summary>
    public long StartFrame { get; init; }

    /// <summary>How many frames, at the file's own rate; null is all to the end. More than there are is an error unless <see cref="AcceptTruncated"/>.</summary>
    public long? FrameCount { get; init; }

    /// <summary>Rate of the waveform that is returned; null is the file's own.</summary>
    public int? TargetRateHz { get; init; }

    /// <summary>Rate of headerless PCM (16-bit little-endian, one channel), which cannot say it.</summary>
    public int RawSampleRateHz { get; init; } = 16000;

    /// <summary>Whether a <c>.wav</c> without a RIFF header, or what has no extension (standard input), is headerless PCM, rather than an error.</summary>
    public bool RawWithoutHeader { get; init; }

    /// <summary>Whether a file that holds less than its header promises is read as far as it goes, rather than refused.</summary>
    public bool AcceptTruncated { get; init; }
}
