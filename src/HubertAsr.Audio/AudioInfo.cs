namespace HubertAsr.Audio;

/// <summary>What a file says about its sound, read from its header alone.</summary>
/// <param name="FrameCount">
/// Samples of one channel. Counted from the bytes that are there where the file's length is known; from the duration that the container
/// states for formats that ffmpeg reads, where lossy ones are off by a packet; <see cref="long.MaxValue"/> for a header that was streamed into a pipe.
/// </param>
/// <param name="SampleRateHz">The file's own rate.</param>
/// <param name="Channels">How many sound at once.</param>
/// <param name="Encoding">How a sample is stored, such as <c>s16le</c>, <c>f32le</c> or the codec's name.</param>
public sealed record AudioInfo(long FrameCount, int SampleRateHz, int Channels, string Encoding)
{
    /// <summary>What was odd and passed over, one sentence each; empty for a file in order.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public double DurationSeconds => (double)FrameCount / SampleRateHz;
}
