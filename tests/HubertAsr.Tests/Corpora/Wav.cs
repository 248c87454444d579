using System.Buffers.Binary;

namespace HubertAsr.Tests.Corpora;

/// <summary>Synthetic sound: a tone, 16-bit, one channel, with or without a header.</summary>
internal static class Wav
{
    public static byte[] Pcm(double seconds, int rateHz = 16000, double hertz = 220)
    {
        var samples = (int)Math.Round(seconds * rateHz);
        var bytes = new byte[samples * 2];
        for (var index = 0; index < samples; index++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * index), (short)(8000 * Math.Sin(2 * Math.PI * hertz * index / rateHz)));
        return bytes;
    }

    public static byte[] File(double seconds, int rateHz = 16000, double hertz = 220) => WithHeader(Pcm(seconds, rateHz, hertz), rateHz);

    public static byte[] WithHeader(byte[] pcm, int rateHz, short channels = 1)
    {
        var bytes = new byte[44 + pcm.Length];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 36 + pcm.Length);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), rateHz);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), 2 * channels * rateHz);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), (short)(2 * channels));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), pcm.Length);
        pcm.CopyTo(bytes, 44);
        return bytes;
    }
}
