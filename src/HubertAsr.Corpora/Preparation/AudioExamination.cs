using HubertAsr.Audio;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Caching;
using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Reads every sample of an utterance: is it whole, does it clip, is it silent, does it sound like another one.</summary>
internal sealed class AudioExamination(SourceReader reader, PcmCache cache)
{
    public const string Clipped = "clipped";
    public const string Silent = "silent";
    private const float FullScale = 0.999f;
    private const double ClippedShare = 0.001;
    private const double SilentRms = 0.001; // -60 dB below full scale
    private const int LargestBufferedBytes = 64 << 20;
    private byte[] _bytes = [];
    private float[] _samples = [];
    private SourceFile? _checked;
    private string? _fault;

    /// <summary>Checks the stored bytes against the archive's checksum, decodes the stretch, and measures it.</summary>
    /// <param name="file">The audio.</param>
    /// <param name="cached">Where its samples lie, when it was decoded into the cache.</param>
    /// <param name="stretch">Which frames, at which rate.</param>
    /// <param name="flags">Takes what was noticed.</param>
    /// <returns>The sound's shape: equal for copies, whatever their volume and format.</returns>
    /// <exception cref="LabelFormatException">The bytes are not those that were packed, or cannot be decoded.</exception>
    public ulong Examine(SourceFile file, CachedAudio? cached, AudioReadOptions stretch, List<string> flags)
    {
        try
        {
            var samples = cached is null ? Decode(file, stretch) : DecodeCached(file, cached, stretch);
            var shape = SoundShape.Of(samples);
            if (shape.Peak >= FullScale && ClippedIn(samples) > samples.Length * ClippedShare) flags.Add(Clipped);
            if (Math.Sqrt(shape.MeanSquare) < SilentRms) flags.Add(Silent);
            return shape.Fingerprint;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new LabelFormatException(DropReasons.Audio, error.Message);
        }
    }

    private ReadOnlySpan<float> Decode(SourceFile file, AudioReadOptions stretch)
    {
        if (file.Length > LargestBufferedBytes)
        {
            Once(file, CheckSum);
            using var stream = reader.Open(file);
            return Samples(stream, file.Name, stretch);
        }
        Once(file, Fill);
        return Samples(new MemoryStream(_bytes, 0, (int)file.Length, writable: false), file.Name, stretch);
    }

    private ReadOnlySpan<float> DecodeCached(SourceFile file, CachedAudio cached, AudioReadOptions stretch)
    {
        // What was compressed was checked while it was unpacked; what was streamed has no checksum but its archive's.
        if (file.Crc != 0 && !file.IsCompressed) Once(file, CheckSum);
        return Samples(cache.Open(cached), cached.Shard, stretch with { StartFrame = cached.Start + stretch.StartFrame, RawSampleRateHz = cached.RateHz });
    }

    /// <summary>The utterances of one recording follow one another: it is checked for the first, and its fault is that of all.</summary>
    private void Once(SourceFile file, Action<SourceFile> check)
    {
        if (_checked == file && _fault is null) return;
        if (_checked == file) throw new InvalidDataException(_fault);
        (_checked, _fault) = (file, null);
        try
        {
            check(file);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            _fault = error.Message;
            throw;
        }
    }

    private ReadOnlySpan<float> Samples(Stream stream, string name, AudioReadOptions stretch)
    {
        using var audio = AudioFile.Open(stream, name, stretch);
        var wanted = (int)(stretch.FrameCount ?? audio.Info.FrameCount);
        if (_samples.Length < wanted) _samples = new float[wanted];
        var count = 0;
        for (int read; count < wanted && (read = audio.Read(_samples.AsSpan(count, wanted - count))) > 0;) count += read;
        return _samples.AsSpan(0, count);
    }

    /// <summary>Takes a whole file into memory, once for all of its utterances.</summary>
    private void Fill(SourceFile file)
    {
        if (_bytes.Length < file.Length) _bytes = new byte[file.Length];
        using var stream = reader.Open(file);
        var bytes = _bytes.AsSpan(0, (int)file.Length);
        stream.ReadExactly(bytes);
        // What was compressed was checked while it was unpacked.
        if (file.Crc == 0 || file.IsCompressed) return;
        var crc = default(Crc32);
        crc.Append(bytes);
        Compare(file, crc);
    }

    private void CheckSum(SourceFile file)
    {
        if (_bytes.Length == 0) _bytes = new byte[1 << 18];
        using var stream = reader.Open(file);
        var crc = default(Crc32);
        for (int read; (read = stream.Read(_bytes)) > 0;) crc.Append(_bytes.AsSpan(0, read));
        if (file.Crc != 0) Compare(file, crc);
    }

    private static void Compare(SourceFile file, Crc32 crc)
    {
        if (crc.Value != file.Crc)
            throw new InvalidDataException($"{file.Where}: has checksum {crc.Value:x8}; the directory says {file.Crc:x8}. The archive is corrupt: download it again.");
    }

    private static int ClippedIn(ReadOnlySpan<float> samples)
    {
        var clipped = 0;
        foreach (var sample in samples)
            if (Math.Abs(sample) >= FullScale) clipped++;
        return clipped;
    }
}
