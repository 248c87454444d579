using System.Numerics;
using System.Runtime.InteropServices;
using HubertAsr.Audio;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Reads every sample of an utterance: is it whole, does it clip, is it silent, does it sound like another one.</summary>
internal sealed class AudioExamination(SourceReader reader)
{
    public const string Clipped = "clipped";
    public const string Silent = "silent";
    private const float FullScale = 0.999f;
    private const double ClippedShare = 0.001;
    private const double SilentRms = 0.001; // -60 dB below full scale
    private const int FingerprintBits = 64;
    private const int LargestBufferedBytes = 64 << 20;
    private byte[] _bytes = [];
    private float[] _samples = [];
    private SourceFile? _checked;

    /// <summary>Checks the stored bytes against the archive's checksum, decodes the stretch, and measures it.</summary>
    /// <param name="file">The audio.</param>
    /// <param name="stretch">Which frames, at which rate.</param>
    /// <param name="flags">Takes what was noticed.</param>
    /// <returns>The sound's shape: equal for copies, whatever their volume and format.</returns>
    /// <exception cref="LabelFormatException">The bytes are not those that were packed, or cannot be decoded.</exception>
    public ulong Examine(SourceFile file, AudioReadOptions stretch, List<string> flags)
    {
        try
        {
            var samples = Decode(file, stretch);
            if (PeakOf(samples) >= FullScale && ClippedIn(samples) > samples.Length * ClippedShare) flags.Add(Clipped);
            if (Math.Sqrt(EnergyOf(samples) / Math.Max(1, samples.Length)) < SilentRms) flags.Add(Silent);
            return Fingerprint(samples);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new LabelFormatException(DropReasons.Audio, error.Message);
        }
    }

    /// <summary>One bit a step: whether a slice of the sound is louder than the one before, of 65 slices.</summary>
    public static ulong Fingerprint(ReadOnlySpan<float> samples)
    {
        ulong bits = 0;
        var before = 0.0;
        for (var slice = 0; slice <= FingerprintBits; slice++)
        {
            var (start, end) = ((int)((long)slice * samples.Length / (FingerprintBits + 1)), (int)((long)(slice + 1) * samples.Length / (FingerprintBits + 1)));
            var energy = EnergyOf(samples[start..end]);
            energy /= Math.Max(1, end - start);
            if (slice > 0 && energy > before) bits |= 1UL << (slice - 1);
            before = energy;
        }
        return bits;
    }

    private ReadOnlySpan<float> Decode(SourceFile file, AudioReadOptions stretch)
    {
        var isFirstVisit = _checked != file;
        _checked = file;
        if (file.Length > LargestBufferedBytes)
        {
            if (isFirstVisit) CheckSum(file);
            using var stream = reader.Open(file);
            return Samples(stream, file, stretch);
        }
        if (isFirstVisit) Fill(file);
        return Samples(new MemoryStream(_bytes, 0, (int)file.Length, writable: false), file, stretch);
    }

    private ReadOnlySpan<float> Samples(Stream stream, SourceFile file, AudioReadOptions stretch)
    {
        using var audio = AudioFile.Open(stream, file.Name, stretch);
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

    private static double EnergyOf(ReadOnlySpan<float> samples)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var sums = Vector<float>.Zero;
        foreach (var vector in vectors) sums += vector * vector;
        double energy = Vector.Sum(sums);
        foreach (var sample in samples[(vectors.Length * Vector<float>.Count)..]) energy += sample * sample;
        return energy;
    }

    private static float PeakOf(ReadOnlySpan<float> samples)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var peaks = Vector<float>.Zero;
        foreach (var vector in vectors) peaks = Vector.Max(peaks, Vector.Abs(vector));
        var peak = 0f;
        for (var lane = 0; lane < Vector<float>.Count; lane++) peak = Math.Max(peak, peaks[lane]);
        foreach (var sample in samples[(vectors.Length * Vector<float>.Count)..]) peak = Math.Max(peak, Math.Abs(sample));
        return peak;
    }

    private static int ClippedIn(ReadOnlySpan<float> samples)
    {
        var clipped = 0;
        foreach (var sample in samples)
            if (Math.Abs(sample) >= FullScale) clipped++;
        return clipped;
    }
}
