using System.Buffers.Binary;
using System.Text;

namespace HubertAsr.Audio.Formats;

/// <summary>The chunks of a WAV file up to its samples (RIFF, RF64 and BW64).</summary>
internal sealed class WaveHeader
{
    // Writers that cannot seek put the largest size they know: 0xFFFFFFFF (ffmpeg), 0x7FFFF000 and the like (sox), 0 (many).
    private const uint StreamedSize = 0x7FFF_F000;
    private const int MaxFormatBytes = 1 << 16;

    private readonly PeekedStream _stream;
    private readonly string _name;
    private readonly List<string> _chunks = [];
    private uint _riffBytes;
    private long? _bytesOfDs64;

    private WaveHeader(PeekedStream stream, string name) => (_stream, _name) = (stream, name);

    public static bool IsWave(ReadOnlySpan<byte> head) =>
        head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8);

    /// <summary>Leaves the stream at the first sample.</summary>
    /// <returns>Null for a codec in WAV clothes, which ffmpeg reads.</returns>
    public static PcmLayout? Read(PeekedStream stream, string name, AudioReadOptions options) => new WaveHeader(stream, name).Read(options);

    private PcmLayout? Read(AudioReadOptions options)
    {
        Span<byte> riff = stackalloc byte[12];
        if (_stream.Read(riff) < riff.Length || !riff[8..].SequenceEqual("WAVE"u8))
            throw new InvalidDataException($"{_name}: a RIFF file without the word 'WAVE' at byte 8; it is no WAV file, or only its first bytes are there.");
        _riffBytes = BinaryPrimitives.ReadUInt32LittleEndian(riff[4..]);

        WaveFormat? format = null;
        while (ReadChunkHeader() is var (chunk, size))
        {
            if (chunk == "data")
            {
                if (format is null) throw new InvalidDataException($"{_name}: the chunk 'data' comes before 'fmt '; samples without a format mean nothing.");
                return format.Encoding(_name) is { } encoding ? Layout(format, encoding, size, options) : null;
            }
            if (chunk == "fmt ") format = ReadFormat(size);
            else if (chunk == "ds64") ReadDs64(size);
            else _stream.Skip(Padded(size));
        }
        throw new InvalidDataException(
            $"{_name}: no chunk 'data'; found {(_chunks.Count == 0 ? "none" : string.Join(", ", _chunks))}. The file was cut off: copy it again.");
    }

    private (string Chunk, uint Size)? ReadChunkHeader()
    {
        Span<byte> header = stackalloc byte[8];
        if (_stream.Read(header) < header.Length) return null;
        var chunk = Encoding.Latin1.GetString(header[..4]);
        _chunks.Add($"'{chunk}'");
        return (chunk, BinaryPrimitives.ReadUInt32LittleEndian(header[4..]));
    }

    // Chunks start at even bytes; the pad byte is not counted in the size.
    private static long Padded(uint size) => size + (size & 1L);

    private WaveFormat ReadFormat(uint size)
    {
        if (size is < 16 or > MaxFormatBytes)
            throw new InvalidDataException($"{_name}: the chunk 'fmt ' has {size} bytes; 16, 18 or 40 were expected. The header is damaged.");
        var bytes = new byte[Padded(size)];
        if (_stream.Read(bytes) < size) throw new InvalidDataException($"{_name}: ends inside the chunk 'fmt '. The file was cut off: copy it again.");
        return WaveFormat.Parse(bytes.AsSpan(0, (int)size), _name);
    }

    private void ReadDs64(uint size)
    {
        var bytes = new byte[Math.Min(Padded(size), MaxFormatBytes)];
        if (_stream.Read(bytes) < 16) throw new InvalidDataException($"{_name}: ends inside the chunk 'ds64'. The file was cut off: copy it again.");
        _bytesOfDs64 = (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8));
    }

    private PcmLayout Layout(WaveFormat format, SampleEncoding encoding, uint size, AudioReadOptions options)
    {
        var layout = new PcmLayout(encoding, format.Channels, format.SampleRateHz, size);
        var left = _stream.KnownLength - _stream.Position;
        if (size == uint.MaxValue && _bytesOfDs64 is { } large) return Checked(layout with { ByteCount = large }, left, options);
        if (IsStreamed(size, left))
        {
            return layout with
            {
                ByteCount = left,
                Warnings = left is null ? [] : [$"{_name}: the header gives no length, it was written into a pipe; all {left} bytes after it are samples."],
            };
        }
        return Checked(layout, left, options);
    }

    private bool IsStreamed(uint size, long? left)
    {
        if (size >= StreamedSize) return left is null || size > left;
        // A size of 0 is meant when the rest of the file is other chunks that the outermost size counts.
        return size == 0 && !(left == 0 || _riffBytes + 8L == _stream.KnownLength);
    }

    private PcmLayout Checked(PcmLayout layout, long? left, AudioReadOptions options)
    {
        if (left is not { } held || layout.ByteCount <= held) return layout;
        var frames = (Promised: layout.ByteCount / layout.FrameBytes, Held: held / layout.FrameBytes);
        var sentence = $"{_name}: the header promises {layout.ByteCount} bytes of samples ({frames.Promised} frames), the file holds {held} ({frames.Held} frames)";
        if (!options.AcceptTruncated) throw new InvalidDataException($"{sentence}. The file was cut off: copy it again.");
        return layout with { ByteCount = held, Warnings = [$"{sentence}; those were taken."] };
    }
}
