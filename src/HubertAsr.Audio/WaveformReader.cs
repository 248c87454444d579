using HubertAsr.Audio.Formats;

namespace HubertAsr.Audio;

/// <summary>
/// One channel of a file, or the mean of all, at the rate asked for, piece by piece: memory does not grow with the file.
/// The pieces, put together, are what <see cref="AudioFile.Read(string, AudioReadOptions?)"/> gives.
/// </summary>
public sealed class WaveformReader : IDisposable
{
    private const int BlockFrames = 1 << 14;

    private readonly AudioSource _source;
    private readonly AudioReadOptions _options;
    private readonly StreamingResampler? _resampler;
    private readonly bool _isStraight;
    private readonly List<float> _ready = [];
    private int _readyStart;
    private long _framesLeft;
    private long _framesRead;
    private float[] _interleaved = [];
    private bool _isAtEnd;

    internal WaveformReader(AudioSource source, AudioReadOptions options)
    {
        _source = source;
        _options = options;
        try
        {
            Check(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
        SampleRateHz = options.TargetRateHz ?? source.Info.SampleRateHz;
        _resampler = SampleRateHz == source.Info.SampleRateHz ? null : new StreamingResampler(source.Info.SampleRateHz, SampleRateHz);
        _framesLeft = options.FrameCount ?? long.MaxValue;
        _isStraight = _resampler is null && source.Info.Channels == 1;
        source.Skip(options.StartFrame);
    }

    /// <summary>Samples in memory, at another rate if need be, as if they were a file.</summary>
    public static WaveformReader Of(Waveform waveform, string name, int targetRateHz) =>
        new(new MemorySource(waveform, name), new AudioReadOptions { TargetRateHz = targetRateHz });

    /// <summary>What the file says about itself.</summary>
    public AudioInfo Info => _source.Info;

    /// <summary>The rate of what is read, not the file's.</summary>
    public int SampleRateHz { get; }

    /// <summary>The next samples.</summary>
    /// <returns>How many were written: fewer than asked for only at the end, 0 after it.</returns>
    public int Read(Span<float> samples)
    {
        if (_isStraight && _ready.Count == 0) return ReadStraight(samples);
        while (_ready.Count - _readyStart < samples.Length && !_isAtEnd) ReadBlock();
        var count = Math.Min(samples.Length, _ready.Count - _readyStart);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ready).Slice(_readyStart, count).CopyTo(samples);
        _readyStart += count;
        return count;
    }

    /// <summary>All that is left, as one waveform.</summary>
    public Waveform ReadToEnd()
    {
        while (!_isAtEnd) ReadBlock();
        var samples = _ready[_readyStart..].ToArray();
        _readyStart = _ready.Count;
        return new Waveform(samples, SampleRateHz);
    }

    public void Dispose() => _source.Dispose();

    private static void Check(AudioSource source, AudioReadOptions options)
    {
        var (info, name) = (source.Info, source.Name);
        if (options.Channel is { } channel && (channel < 0 || channel >= info.Channels))
        {
            throw new InvalidDataException(
                $"{name}: no channel {channel}; it has {info.Channels}, counted from 0. Name one of them, or mix them.");
        }
        if (info.FrameCount == 0) throw new InvalidDataException($"{name}: no sound in it: the header is in order and 0 frames follow.");
        if (options.StartFrame < 0 || options.StartFrame >= info.FrameCount)
        {
            throw new InvalidDataException(
                $"{name}: frame {options.StartFrame} is not in it; it has {info.FrameCount} frames at {info.SampleRateHz} Hz.");
        }
    }

    /// <summary>One channel at the file's own rate goes where it is wanted, without a copy in between.</summary>
    private int ReadStraight(Span<float> samples)
    {
        var count = 0;
        while (count < samples.Length && !_isAtEnd) count += Fetch(samples[count..]);
        return count;
    }

    private void ReadBlock()
    {
        _ready.RemoveRange(0, _readyStart);
        _readyStart = 0;
        var channels = _source.Info.Channels;
        if (_interleaved.Length == 0) _interleaved = new float[Math.Min(BlockFrames, _framesLeft) * channels];
        var frames = Fetch(_interleaved);
        if (frames > 0) Take(_interleaved.AsSpan(0, frames * channels));
    }

    /// <returns>Frames read; 0 at the end, which is then checked and noted.</returns>
    private int Fetch(Span<float> interleaved)
    {
        var channels = _source.Info.Channels;
        var wanted = (int)Math.Min(interleaved.Length / channels, _framesLeft);
        var frames = wanted == 0 ? 0 : _source.Read(interleaved[..(wanted * channels)]);
        _framesLeft -= frames;
        _framesRead += frames;
        if (frames == 0) Finish();
        return frames;
    }

    private void Take(Span<float> interleaved)
    {
        ReadOnlySpan<float> mono = ChannelMix.Take(interleaved, _source.Info.Channels, _options.Channel);
        if (_resampler is null) _ready.AddRange(mono);
        else _resampler.Push(mono, _ready);
    }

    private void Finish()
    {
        _isAtEnd = true;
        if (_framesRead == 0) throw new InvalidDataException($"{_source.Name}: no sound in it: not one frame could be read.");
        if (_options.FrameCount is { } asked && _framesRead < asked && !_options.AcceptTruncated)
        {
            throw new InvalidDataException(
                $"{_source.Name}: it ends at frame {_options.StartFrame + _framesRead}; frames [{_options.StartFrame}, {_options.StartFrame + asked}) were asked for.");
        }
        _resampler?.Flush(_ready);
    }
}
