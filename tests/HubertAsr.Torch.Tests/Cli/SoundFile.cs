using System.Text;

namespace HubertAsr.Tests.Cli;

/// <summary>WAV files of made-up sound.</summary>
internal static class SoundFile
{
    /// <summary>A babble that is loud and soft in turn.</summary>
    public static float[] Babble(double seconds, int rateHz = 16000, float level = 0.3f)
    {
        var random = new Random(5);
        var low = 0.0;
        return [.. Enumerable.Range(0, (int)(seconds * rateHz)).Select(n =>
        {
            low = (0.9 * low) + (random.NextDouble() - 0.5);
            return (float)(level * low * Math.Abs(Math.Sin(2 * Math.PI * 1.7 * n / rateHz)));
        })];
    }

    public static string Write(string path, float[] samples, int rateHz = 16000, int channels = 1)
    {
        File.WriteAllBytes(path, Bytes(samples, rateHz, channels));
        return path;
    }

    /// <summary>32-bit float.</summary>
    public static byte[] Bytes(float[] samples, int rateHz = 16000, int channels = 1)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file, Encoding.ASCII);
        var dataBytes = sizeof(float) * samples.Length;
        writer.Write("RIFF"u8);
        writer.Write(36 + dataBytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)3);
        writer.Write((short)channels);
        writer.Write(rateHz);
        writer.Write(rateHz * channels * sizeof(float));
        writer.Write((short)(channels * sizeof(float)));
        writer.Write((short)32);
        writer.Write("data"u8);
        writer.Write(dataBytes);
        foreach (var sample in samples) writer.Write(sample);
        writer.Flush();
        return file.ToArray();
    }
}
