namespace HubertAsr.Audio;

/// <summary>From interleaved frames to one channel.</summary>
internal static class ChannelMix
{
    /// <summary>In place: the result is the front of the buffer.</summary>
    /// <param name="interleaved">Frame after frame, a sample a channel.</param>
    /// <param name="channels">Samples a frame.</param>
    /// <param name="channel">The one to take; null is the mean of all.</param>
    public static Span<float> Take(Span<float> interleaved, int channels, int? channel)
    {
        if (channels == 1) return interleaved;
        var frames = interleaved.Length / channels;
        for (var frame = 0; frame < frames; frame++)
        {
            var sounding = interleaved.Slice(frame * channels, channels);
            interleaved[frame] = channel is { } one ? sounding[one] : Mean(sounding);
        }
        return interleaved[..frames];
    }

    private static float Mean(ReadOnlySpan<float> samples)
    {
        var sum = 0f;
        foreach (var sample in samples) sum += sample;
        return sum / samples.Length;
    }
}
