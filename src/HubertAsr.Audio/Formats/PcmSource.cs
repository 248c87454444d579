using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace HubertAsr.Audio.Formats;

/// <summary>Samples as they lie in WAV files and headerless PCM.</summary>
internal sealed class PcmSource : AudioSource
{
    private readonly PeekedStream _stream;
    private readonly PcmLayout _layout;
    private readonly bool _acceptTruncated;
    private byte[] _bytes = [];
    private long _framesLeft;
    private long _framePosition;

    public PcmSource(PeekedStream stream, string name, PcmLayout layout, AudioReadOptions options) : base(name)
    {
        (_stream, _layout, _acceptTruncated) = (stream, layout, options.AcceptTruncated);
        var frameCount = layout.ByteCount is { } bytes ? bytes / layout.FrameBytes : long.MaxValue;
        var left = layout.ByteCount % layout.FrameBytes ?? 0;
        // The eval files of KsponSpeech have an odd byte count; without their last byte they are speech, without their first they are noise.
        string[] cut = left == 0 ? [] : [$"{name}: {layout.ByteCount} bytes are no whole number of {layout.FrameBytes}-byte frames; the last {left} dropped."];
        Info = new AudioInfo(frameCount, layout.SampleRateHz, layout.Channels, layout.Name) { Warnings = [.. layout.Warnings, .. cut] };
        _framesLeft = frameCount;
    }

    public override AudioInfo Info { get; }

    public override int Read(Span<float> interleaved)
    {
        var frames = (int)Math.Min(interleaved.Length / _layout.Channels, _framesLeft);
        var wanted = frames * _layout.FrameBytes;
        var bytes = Room(interleaved, wanted);
        var read = _stream.Read(bytes);
        if (read < wanted) CheckEnd(read);

        frames = read / _layout.FrameBytes;
        var samples = interleaved[..(frames * _layout.Channels)];
        Decode(bytes[..(frames * _layout.FrameBytes)], samples);
        if (_layout.Encoding is SampleEncoding.Float32 or SampleEncoding.Float64) RefuseNonFinite(samples);
        _framesLeft -= frames;
        _framePosition += frames;
        return frames;
    }

    public override void Skip(long frames)
    {
        if (!_stream.Skip(frames * _layout.FrameBytes)) CheckEnd(0);
        _framesLeft -= frames;
        _framePosition += frames;
    }

    public override void Dispose() => _stream.Dispose();

    /// <summary>Where the bytes go: 16-bit samples into the rear half of their floats, which no float reaches before its sample was read.</summary>
    private Span<byte> Room(Span<float> interleaved, int wanted)
    {
        if (_layout.Encoding == SampleEncoding.Signed16) return MemoryMarshal.AsBytes(interleaved[..(wanted / sizeof(short))])[wanted..];
        if (_bytes.Length < wanted) _bytes = new byte[wanted];
        return _bytes.AsSpan(0, wanted);
    }

    private void CheckEnd(int bytesRead)
    {
        if (_acceptTruncated || _layout.ByteCount is not { } promised) return;
        var found = (_framePosition * _layout.FrameBytes) + bytesRead;
        throw new InvalidDataException(
            $"{Name}: {found} bytes of samples; the header promises {promised}. The file was cut off: copy it again.");
    }

    private void Decode(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (_layout.Encoding)
        {
            case SampleEncoding.Unsigned8:
                for (var i = 0; i < samples.Length; i++) samples[i] = (bytes[i] - 128) / 128f;
                break;
            case SampleEncoding.Signed16:
                Widen(bytes, samples);
                break;
            case SampleEncoding.Signed24:
                for (var i = 0; i < samples.Length; i++)
                    samples[i] = (bytes[3 * i] | (bytes[(3 * i) + 1] << 8) | ((sbyte)bytes[(3 * i) + 2] << 16)) / 8388608f;
                break;
            case SampleEncoding.Signed32:
                for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) / 2147483648f;
                break;
            case SampleEncoding.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(samples);
                break;
            default:
                for (var i = 0; i < samples.Length; i++) samples[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
        }
    }

    /// <summary>Front to back: the floats may lie over samples that were read already.</summary>
    private static void Widen(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        const float Scale = 1 / 32768f; // a power of two: the product is the quotient
        var i = 0;
        if (BitConverter.IsLittleEndian)
        {
            for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
            {
                Vector.Widen(new Vector<short>(MemoryMarshal.Cast<byte, short>(bytes[(2 * i)..])), out var low, out var high);
                (Vector.ConvertToSingle(low) * Scale).CopyTo(samples[i..]);
                (Vector.ConvertToSingle(high) * Scale).CopyTo(samples[(i + Vector<int>.Count)..]);
            }
        }
        for (; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) * Scale;
    }

    private void RefuseNonFinite(ReadOnlySpan<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            if (float.IsFinite(samples[i])) continue;
            throw new InvalidDataException(
                $"{Name}: frame {_framePosition + (i / _layout.Channels)} is {(float.IsNaN(samples[i]) ? "not a number" : "infinite")}; finite samples were expected. The program that wrote the file failed: write it again.");
        }
    }
}
