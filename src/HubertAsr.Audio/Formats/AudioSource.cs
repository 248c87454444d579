namespace HubertAsr.Audio.Formats;

/// <summary>An opened file: what it says about itself, then its frames from first to last.</summary>
internal abstract class AudioSource(string name) : IDisposable
{
    private const int HeadBytes = 12;

    private static readonly string[] _rawExtensions = [".pcm", ".raw"];

    public string Name { get; } = name;

    public abstract AudioInfo Info { get; }

    /// <summary>The next frames, a sample a channel, full scale [-1, 1].</summary>
    /// <returns>Frames written; 0 only at the end.</returns>
    public abstract int Read(Span<float> interleaved);

    /// <summary>Passes over frames without decoding them where the file allows it.</summary>
    public abstract void Skip(long frames);

    public abstract void Dispose();

    public static AudioSource Open(string path, AudioReadOptions options)
    {
        if (Directory.Exists(path)) throw new FileNotFoundException($"{path}: a folder; an audio file was expected.", path);
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file.", path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return Open(stream, path, options, path);
    }

    public static AudioSource Open(Stream stream, string name, AudioReadOptions options) => Open(stream, name, options, path: null);

    private static AudioSource Open(Stream stream, string name, AudioReadOptions options, string? path)
    {
        try
        {
            var head = new byte[HeadBytes];
            var count = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            if (count == 0) throw new InvalidDataException($"{name}: empty, 0 bytes; an audio file was expected. Copy it again.");
            return Dispatch(new PeekedStream(head.AsMemory(0, count), stream), name, options, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static AudioSource Dispatch(PeekedStream stream, string name, AudioReadOptions options, string? path)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (WaveHeader.IsWave(stream.Head.Span))
        {
            var layout = WaveHeader.Read(stream, name, options);
            return layout is null ? FfmpegSource.Open(stream, name, path, options) : new PcmSource(stream, name, layout, options);
        }
        if (_rawExtensions.Contains(extension) || (options.RawWithoutHeader && extension is (".wav" or "")))
            return new PcmSource(stream, name, PcmLayout.Raw(stream.KnownLength, options.RawSampleRateHz), options);
        if (extension == ".wav" && !Signature.IsKnown(stream.Head.Span)) throw Signature.NotWave(stream.Head.Span, name);
        return FfmpegSource.Open(stream, name, path, options);
    }
}
