using System.Buffers.Binary;
using System.Text;

namespace HubertAsr.Tests.Audio;

/// <summary>WAV files written byte by byte, so that each oddity stands in the test that needs it.</summary>
internal static class WaveBytes
{
    public static byte[] File(params byte[][] chunks)
    {
        var body = chunks.SelectMany(chunk => chunk).ToArray();
        return [.. "RIFF"u8, .. UInt32((uint)(4 + body.Length)), .. "WAVE"u8, .. body];
    }

    public static byte[] Chunk(string name, byte[] content, uint? size = null) =>
        [.. Encoding.Latin1.GetBytes(name), .. UInt32(size ?? (uint)content.Length), .. content, .. new byte[content.Length % 2]];

    public static byte[] Format(int code, int channels, int rateHz, int bits)
    {
        var frame = channels * ((bits + 7) / 8);
        return Chunk("fmt ", [.. UInt16(code), .. UInt16(channels), .. UInt32((uint)rateHz), .. UInt32((uint)(rateHz * frame)), .. UInt16(frame), .. UInt16(bits)]);
    }

    public static byte[] ExtensibleFormat(int code, int channels, int rateHz, int bits)
    {
        var plain = Format(0xFFFE, channels, rateHz, bits)[8..];
        byte[] guidTail = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
        return Chunk("fmt ", [.. plain, .. UInt16(22), .. UInt16(bits), .. UInt32(4), .. UInt16(code), .. guidTail]);
    }

    public static byte[] Int16Mono(params short[] samples) => Int16(16000, 1, samples);

    public static byte[] Int16(int rateHz, int channels, params short[] samples) => File(Format(1, channels, rateHz, 16), Chunk("data", Samples(samples)));

    public static byte[] Float32Mono(int rateHz, params float[] samples) =>
        File(Format(3, 1, rateHz, 32), Chunk("data", [.. samples.SelectMany(BitConverter.GetBytes)]));

    public static byte[] Samples(params short[] samples) => [.. samples.SelectMany(sample => UInt16((ushort)sample))];

    public static byte[] UInt16(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
