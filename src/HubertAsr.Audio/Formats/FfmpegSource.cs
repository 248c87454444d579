using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FFMpegCore;
using FFMpegCore.Exceptions;

namespace HubertAsr.Audio.Formats;

/// <summary>Every other format: ffprobe tells what it is, ffmpeg decodes into a pipe while we read.</summary>
/// <remarks>The pipe is ffmpeg's standard output itself: FFMpegCore's own ends when the process does, and what a slow reader has not taken by then is lost.</remarks>
internal sealed class FfmpegSource : AudioSource
{
    // Below this a container's rounding of its own duration; above it frames are missing.
    private const double ToleratedLossSeconds = 0.5;

    private readonly string _path;
    private readonly string? _temporaryPath;
    private readonly bool _acceptTruncated;
    private Process? _decoder;
    private Task<string> _complaints = Task.FromResult("");
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
        _decoder ??= Start();
        var bytes = MemoryMarshal.AsBytes(interleaved);
        var read = _decoder.StandardOutput.BaseStream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var frames = read / sizeof(float) / Info.Channels;
        _framePosition += frames;
        if (frames == 0) CheckEnd();
        return frames;
    }

    /// <remarks>Only before the first <see cref="Read"/>: ffmpeg is told where to start.</remarks>
    public override void Skip(long frames) => _framePosition += frames;

    public override void Dispose()
    {
        if (_decoder is not null)
        {
            // Given up early it would wait for us for ever; one that has ended does not mind.
            _decoder.Kill();
            _decoder.WaitForExit();
            _decoder.Dispose();
        }
        if (_temporaryPath is not null) File.Delete(_temporaryPath);
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
            throw Unreadable(error.Message);
        }
        if (analysis.PrimaryAudioStream is not { SampleRateHz: > 0 and var rate, Channels: > 0 and var channels } stream)
            throw new InvalidDataException($"{Name}: no sound in it; ffmpeg finds {analysis.Format.FormatLongName} without an audio stream.");
        var seconds = (stream.Duration > TimeSpan.Zero ? stream.Duration : analysis.Duration).TotalSeconds;
        var frames = seconds > 0 ? (long)Math.Round(seconds * rate) : long.MaxValue;
        return new AudioInfo(frames, rate, channels, stream.CodecName ?? "unknown");
    }

    private Process Start()
    {
        var start = ((double)_framePosition / Info.SampleRateHz).ToString("F6", CultureInfo.InvariantCulture);
        string[] seek = _framePosition > 0 ? ["-ss", start] : [];
        string[] arguments = ["-v", "error", "-nostdin", .. seek, "-i", _path, "-map", "0:a:0", "-c:a", "pcm_f32le", "-ar", $"{Info.SampleRateHz}", "-ac", $"{Info.Channels}", "-f", "f32le", "pipe:1"];
        var decoder = Process.Start(new ProcessStartInfo(Ffmpeg.Find()!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _complaints = decoder.StandardError.ReadToEndAsync();
        return decoder;
    }

    private void CheckEnd()
    {
        _decoder!.WaitForExit();
        if (_decoder.ExitCode != 0) throw Unreadable(_complaints.Result);
        // The duration of an mp3 that does not count its frames is a guess from its bit rate.
        var isGuess = Info.FrameCount == long.MaxValue || (Info.Encoding == "mp3" && !Mp3Header.CountsFrames(_path));
        if (_acceptTruncated || isGuess || Info.FrameCount - _framePosition < ToleratedLossSeconds * Info.SampleRateHz) return;
        throw new InvalidDataException(
            $"{Name}: {_framePosition} frames could be decoded; its header promises {Info.FrameCount}. The file was cut off or is damaged: copy it again.");
    }

    private InvalidDataException Unreadable(string complaints)
    {
        var reason = complaints.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        reason = reason.Replace(_path, "", StringComparison.Ordinal).Trim(' ', ':', ')', '.');
        return new InvalidDataException($"{Name}: ffmpeg cannot read it ({reason}). Is it audio or video, and whole?");
    }
}
