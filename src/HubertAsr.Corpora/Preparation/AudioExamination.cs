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
    private readonly byte[] _block = new byte[1 << 18];
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
            double energy = 0;
            var clipped = 0;
            foreach (var sample in samples)
            {
                energy += sample * sample;
                if (Math.Abs(sample) >= FullScale) clipped++;
            }
            if (clipped > samples.Length * ClippedShare) flags.Add(Clipped);
            if (Math.Sqrt(energy / Math.Max(1, samples.Length)) < SilentRms) flags.Add(Silent);
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
            var energy = 0.0;
            for (var index = start; index < end; index++) energy += samples[index] * samples[index];
            energy /= Math.Max(1, end - start);
            if (slice > 0 && energy > before) bits |= 1UL << (slice - 1);
            before = energy;
        }
        return bits;
    }

    private float[] Decode(SourceFile file, AudioReadOptions stretch)
    {
        if (_checked != file && file.Crc != 0) CheckSum(file);
        _checked = file;
        using var stream = reader.Open(file);
        return AudioFile.Read(stream, file.Name, stretch).Samples;
    }

    /// <summary>Once a file, however many utterances it holds.</summary>
    private void CheckSum(SourceFile file)
    {
        using var stream = reader.Open(file);
        var crc = default(Crc32);
        for (int read; (read = stream.Read(_block)) > 0;) crc.Append(_block.AsSpan(0, read));
        if (crc.Value != file.Crc)
            throw new InvalidDataException($"{file.Where}: has checksum {crc.Value:x8}; the directory says {file.Crc:x8}. The archive is corrupt: download it again.");
    }
}
