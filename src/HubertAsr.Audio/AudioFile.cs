using HubertAsr.Audio.Formats;

namespace HubertAsr.Audio;

/// <summary>
/// Sound from files and streams. The content decides the format, not the name: WAV of every usual kind and headerless PCM are read here, all else by
/// ffmpeg when the machine has it.
/// </summary>
/// <remarks>
/// Every method throws <see cref="InvalidDataException"/> for what is no sound, holds none, or holds less than its header promises;
/// <see cref="FileNotFoundException"/> for a missing file; <see cref="PlatformNotSupportedException"/> for a format that needs ffmpeg where there is none.
/// </remarks>
public static class AudioFile
{
    /// <summary>One channel, or the mean of all, as a waveform.</summary>
    public static Waveform Read(string path, AudioReadOptions? options = null)
    {
        using var reader = Open(path, options);
        return reader.ReadToEnd();
    }

    /// <param name="stream">The file's bytes from its first; need not be seekable (a zip entry is not).</param>
    /// <param name="name">The file's name: its extension tells headerless PCM, and errors speak of it.</param>
    /// <param name="options">Which part, and as what.</param>
    public static Waveform Read(Stream stream, string name, AudioReadOptions? options = null)
    {
        using var reader = Open(stream, name, options);
        return reader.ReadToEnd();
    }

    /// <summary>Every channel apart; <see cref="AudioReadOptions.Channel"/> is not used.</summary>
    public static IReadOnlyList<Waveform> ReadChannels(string path, AudioReadOptions? options = null)
    {
        var channels = ReadInfo(path, options).Channels;
        return [.. Enumerable.Range(0, channels).Select(channel => Read(path, (options ?? new()) with { Channel = channel }))];
    }

    /// <summary>What the header says, without decoding a sample.</summary>
    public static AudioInfo ReadInfo(string path, AudioReadOptions? options = null)
    {
        using var source = AudioSource.Open(path, options ?? new());
        return source.Info;
    }

    /// <inheritdoc cref="ReadInfo(string, AudioReadOptions?)"/>
    public static AudioInfo ReadInfo(Stream stream, string name, AudioReadOptions? options = null)
    {
        using var source = AudioSource.Open(stream, name, options ?? new());
        return source.Info;
    }

    /// <summary>Opens a file for reading piece by piece, however long it is.</summary>
    public static WaveformReader Open(string path, AudioReadOptions? options = null) =>
        new(AudioSource.Open(path, options ?? new()), options ?? new());

    /// <inheritdoc cref="Open(string, AudioReadOptions?)"/>
    public static WaveformReader Open(Stream stream, string name, AudioReadOptions? options = null) =>
        new(AudioSource.Open(stream, name, options ?? new()), options ?? new());
}
