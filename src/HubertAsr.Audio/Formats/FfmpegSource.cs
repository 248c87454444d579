using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using FFMpegCore;
using FFMpegCore.Exceptions;
using FFMpegCore.Pipes;

namespace HubertAsr.Audio.Formats;

/// <summary>Every other format: ffprobe tells what it is, ffmpeg decodes into a pipe while we read.</summary>
internal sealed class FfmpegSource : AudioSource
{
    // Decoded sound that waits for us: about 4 s of 48 kHz stereo.
    private const int PipeBytes = 1 << 20;

    // Below this a container's rounding of its own duration; above it frames are missing.
    private const double ToleratedLossSeconds = 0.5;

    private readonly string _path;
    private readonly string? _temporaryPath;
    private readonly bool _acceptTruncated;
    private readonly CancellationTokenSource _stop = new();
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: PipeBytes, resumeWriterThreshold: PipeBytes / 2, useSynchronizationContext: false));
    private Stream? _decoded;
    private Task _decoding = Task.CompletedTask;
    private long _framePosition;

    private FfmpegSource(string name, string path, string? temporaryPath, AudioReadOptions options) : base(name)
    {
        (_path, _temporaryPath, _acceptTruncated) = (path, temporaryPath, options.AcceptTruncated);
        Info = Probe();
    }

    public override AudioInfo Info { get; }

    /// <param name="stream">The bytes; read only when there is no file that ffmpeg could open itself.</param>
    /// <param name="name">What errors speak of.</param>
    /// <param name="path">The file, null when there is only a stream.</param>
    /// <param name="options">Whether a short file is accepted.</param>
    public static FfmpegSource Open(PeekedStream stream, string name, string? path, AudioReadOptions options)
    {
        using var bytes = stream;
        if (Ffmpeg.Find() is null)
        {
            throw new PlatformNotSupportedException(
                $"{name}: neither WAV nor headerless PCM, and ffmpeg, which reads all else, is not on PATH. {Ffmpeg.HowToInstall}");
        }
        // A quotation mark would end the argument that FFMpegCore puts the path in.
        var temporary = path is null || path.Contains('"') ? Spool(bytes, name) : null;
        try
        {
            return new FfmpegSource(name, temporary ?? Path.GetFullPath(path!), temporary, options);
        }
        catch
        {
            if (temporary is not null) File.Delete(temporary);
            throw;
        }
    }

    public override int Read(Span<float> interleaved)
    {
        _decoded ??= Start();
        var bytes = MemoryMarshal.AsBytes(interleaved);
        int read;
        try
        {
            read = _decoded.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (FFMpegException error)
        {
            throw Unreadable(error);
        }
        var frames = read / sizeof(float) / Info.Channels;
        _framePosition += frames;
        if (frames == 0) CheckEnd();
        return frames;
    }

    /// <remarks>Only before the first <see cref="Read"/>: ffmpeg is told where to start.</remarks>
    public override void Skip(long frames) => _framePosition += frames;

    public override void Dispose()
    {
        Stop();
        _pipe.Reader.Complete();
        // It was stopped on purpose: how it took that is of no interest, only that it is gone.
        ((IAsyncResult)_decoding).AsyncWaitHandle.WaitOne();
        _ = _decoding.Exception;
        _stop.Dispose();
        if (_temporaryPath is not null) File.Delete(_temporaryPath);
    }

    private void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (AggregateException errors) when (errors.InnerExceptions.All(error => error is IOException or InvalidOperationException))
        {
            // FFMpegCore asks ffmpeg to quit through its standard input, which is gone when ffmpeg has just ended by itself.
        }
    }

    private static string Spool(PeekedStream bytes, string name)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + Path.GetExtension(name).Replace("\"", "", StringComparison.Ordinal));
        using var file = File.Create(path);
        bytes.CopyTo(file);
        return path;
    }

    private AudioInfo Probe()
    {
        IMediaAnalysis analysis;
        try
        {
            analysis = FFProbe.Analyse(_path);
        }
        catch (FFMpegException error)
        {
            throw Unreadable(error);
        }
        if (analysis.PrimaryAudioStream is not { SampleRateHz: > 0 and var rate, Channels: > 0 and var channels } stream)
            throw new InvalidDataException($"{Name}: no sound in it; ffmpeg finds {analysis.Format.FormatLongName} without an audio stream.");
        var seconds = (stream.Duration > TimeSpan.Zero ? stream.Duration : analysis.Duration).TotalSeconds;
        var frames = seconds > 0 ? (long)Math.Round(seconds * rate) : long.MaxValue;
        return new AudioInfo(frames, rate, channels, stream.CodecName ?? "unknown");
    }

    private Stream Start()
    {
        var start = ((double)_framePosition / Info.SampleRateHz).ToString("F6", CultureInfo.InvariantCulture);
        var decoder = FFMpegArguments
            .FromFileInput(_path, verifyExists: false, input => { if (_framePosition > 0) input.WithCustomArgument($"-ss {start}"); })
            .OutputToPipe(
                new StreamPipeSink((decoded, stop) => decoded.CopyToAsync(_pipe.Writer, stop)),
                output => output.ForceFormat("f32le").WithCustomArgument($"-map 0:a:0 -c:a pcm_f32le -ar {Info.SampleRateHz} -ac {Info.Channels}"))
            .CancellableThrough(_stop.Token);
        _decoding = Decode(decoder);
        return _pipe.Reader.AsStream();
    }

    private async Task Decode(FFMpegArgumentProcessor decoder)
    {
        try
        {
            await decoder.ProcessAsynchronously().ConfigureAwait(false);
            await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await _pipe.Writer.CompleteAsync(error).ConfigureAwait(false);
            throw;
        }
    }

    private void CheckEnd()
    {
        // The duration of an mp3 that does not count its frames is a guess from its bit rate.
        var isGuess = Info.FrameCount == long.MaxValue || (Info.Encoding == "mp3" && !Mp3Header.CountsFrames(_path));
        if (_acceptTruncated || isGuess || Info.FrameCount - _framePosition < ToleratedLossSeconds * Info.SampleRateHz) return;
        throw new InvalidDataException(
            $"{Name}: {_framePosition} frames could be decoded; its header promises {Info.FrameCount}. The file was cut off or is damaged: copy it again.");
    }

    private InvalidDataException Unreadable(FFMpegException error)
    {
        var reason = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        reason = reason.Replace(_path, "", StringComparison.Ordinal).Trim(' ', ':', ')', '.');
        return new InvalidDataException($"{Name}: ffmpeg cannot read it ({reason}). Is it audio or video, and whole?", error);
    }
}
