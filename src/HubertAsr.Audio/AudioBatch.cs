using System.Globalization;
using System.Runtime.ExceptionServices;
using FFMpegCore;
using FFMpegCore.Exceptions;
using HubertAsr.Audio.Formats;

namespace HubertAsr.Audio;

/// <summary>
/// Many short files at the price of few processes: FLAC by the dozen in one run of ffmpeg, on all cores. To start ffprobe and ffmpeg for each costs more
/// than the decoding.
/// </summary>
/// <param name="threads">How many runs at once.</param>
public sealed class AudioBatch(int threads)
{
    private const int FilesARun = 32;

    /// <summary>One channel (the mean where there are several) of every file at its own rate, or why there is none.</summary>
    /// <param name="files">What errors speak of, and how to get a stream of the bytes; it is disposed of. Asked for from several threads.</param>
    /// <returns>In the order of <paramref name="files"/>, the same as <see cref="AudioFile.Read(Stream, string, AudioReadOptions?)"/> gives.</returns>
    /// <exception cref="PlatformNotSupportedException">A file needs ffmpeg, and there is none.</exception>
    public IReadOnlyList<DecodedAudio> Read(IReadOnlyList<(string Name, Func<Stream> Open)> files)
    {
        var decoded = new DecodedAudio[files.Count];
        var order = Enumerable.Range(0, files.Count).ToLookup(index => Path.GetExtension(files[index].Name).Equals(".flac", StringComparison.OrdinalIgnoreCase));
        int[][] jobs = [.. order[true].Chunk(FilesARun), .. order[false].Chunk(1)];
        try
        {
            Parallel.ForEach(jobs, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, job =>
            {
                if (job.Length > 1 && Ffmpeg.Find() is not null) ReadTogether(job, files, decoded);
                foreach (var index in job) decoded[index] ??= ReadAlone(files[index]);
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
        return decoded;
    }

    private static DecodedAudio ReadAlone((string Name, Func<Stream> Open) file)
    {
        try
        {
            return new DecodedAudio(AudioFile.Read(file.Open(), file.Name), "");
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return new DecodedAudio(null, error.Message);
        }
    }

    /// <summary>Leaves out what is not in order; read alone, it says why.</summary>
    private static void ReadTogether(int[] job, IReadOnlyList<(string Name, Func<Stream> Open)> files, DecodedAudio?[] decoded)
    {
        var folder = Directory.CreateTempSubdirectory("hubert-asr-flac-").FullName;
        try
        {
            var promised = job.Select(index => Spool(files[index].Open, Path.Combine(folder, NameOf(index, "flac")))).ToArray();
            int[] whole = [.. job.Where((_, place) => promised[place] is not null)];
            if (whole.Length == 0 || !Run(folder, whole)) return;
            foreach (var (index, frames) in job.Zip(promised))
            {
                if (frames is null) continue;
                var sound = ReadAlone((NameOf(index, "wav"), () => File.OpenRead(Path.Combine(folder, NameOf(index, "wav")))));
                if (sound.Sound is { } read && (frames == 0 || read.Samples.Length == frames)) decoded[index] = sound;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>The frames that its header promises; null when it is not whole, or no FLAC.</returns>
    private static long? Spool(Func<Stream> open, string path)
    {
        try
        {
            using var stream = open();
            using var file = File.Create(path);
            stream.CopyTo(file);
            var head = new byte[FlacHeader.Length];
            file.Position = 0;
            return FlacHeader.FrameCount(head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private static bool Run(string folder, int[] indexes)
    {
        var arguments = FFMpegArguments.FromFileInput(NameOf(indexes[0], "flac"), verifyExists: false);
        foreach (var index in indexes[1..]) arguments.AddFileInput(NameOf(index, "flac"), verifyExists: false);
        // Every output has its options before it; FFMpegCore itself writes the name of the last.
        string Options(int place) => string.Create(CultureInfo.InvariantCulture, $"-map {place}:a:0 -c:a pcm_f32le");
        var earlier = string.Concat(indexes.SkipLast(1).Select((index, place) => $"{Options(place)} -y {NameOf(index, "wav")} "));
        try
        {
            arguments
                .OutputToFile(NameOf(indexes[^1], "wav"), overwrite: true, output => output.WithCustomArgument(earlier + Options(indexes.Length - 1)))
                .ProcessSynchronously(throwOnError: true, new FFOptions { WorkingDirectory = folder });
            return true;
        }
        catch (FFMpegException)
        {
            return false;
        }
    }

    private static string NameOf(int index, string extension) => string.Create(CultureInfo.InvariantCulture, $"{index}.{extension}");
}

/// <summary>A file of a batch.</summary>
/// <param name="Sound">Its sound; null when there is none.</param>
/// <param name="Fault">Why; empty when there is.</param>
public sealed record DecodedAudio(Waveform? Sound, string Fault);
