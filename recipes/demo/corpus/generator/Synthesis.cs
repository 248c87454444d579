using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace HubertAsr.Recipes.Demo;

/// <summary>Says a sentence with espeak-ng: 16 kHz, silence at the ends trimmed, 16-bit samples. The same sentence and voice give the same samples.</summary>
internal sealed class Synthesis(Pronunciation pronunciation)
{
    public const int SampleRateHz = 16_000;
    private const int FrameSamples = SampleRateHz / 100;
    private const int MarginFrames = 3;

    /// <summary>Loudest sample, of full scale: quiet enough that the archives stay small, far above the 16-bit step.</summary>
    private const double Peak = 0.09;

    public short[] Say(string sentence, Voice voice, Random random)
    {
        // A person is never exactly as fast or as high twice.
        var pitch = Math.Clamp(voice.Pitch + random.Next(-6, 7), 0, 99);
        var wordsPerMinute = voice.WordsPerMinute + random.Next(-8, 9);
        var wave = Run(pronunciation.Of(sentence), voice.Variant, pitch, wordsPerMinute);
        var rate = BinaryPrimitives.ReadInt32LittleEndian(wave.AsSpan(24));
        var samples = new double[(wave.Length - 44) / 2];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(wave.AsSpan(44 + (2 * i)));

        return Scale(Trim(Resample(samples, rate * voice.Tract)), 1 + (0.4 * (random.NextDouble() - 0.5)));
    }

    private static byte[] Run(string text, string variant, int pitch, int wordsPerMinute)
    {
        var start = new ProcessStartInfo("espeak-ng") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "-v", $"ko+{variant}", "-p", Number(pitch), "-s", Number(wordsPerMinute), "-z", "--stdout", text })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 && output.Length > 44
            ? output.ToArray()
            : throw new InvalidDataException($"espeak-ng said nothing for '{text}' (voice ko+{variant}, exit {process.ExitCode}).");

        static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Windowed-sinc interpolation to <see cref="SampleRateHz"/>, cut off below the lower of the two Nyquist rates.</summary>
    private static double[] Resample(double[] samples, double fromHz)
    {
        const int HalfWidth = 32;
        var step = fromHz / SampleRateHz;
        var cutoff = 0.95 * Math.Min(1, 1 / step);
        var output = new double[(int)(samples.Length / step)];
        for (var n = 0; n < output.Length; n++)
        {
            var centre = n * step;
            var first = Math.Max(0, (int)Math.Ceiling(centre - HalfWidth));
            var last = Math.Min(samples.Length - 1, (int)Math.Floor(centre + HalfWidth));
            for (var k = first; k <= last; k++)
            {
                var x = k - centre;
                var sinc = x == 0 ? 1 : Math.Sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
                output[n] += samples[k] * cutoff * sinc * (0.5 + (0.5 * Math.Cos(Math.PI * x / HalfWidth)));
            }
        }
        return output;
    }

    /// <summary>Cuts the ends that lie 45 dB under the loudest 10 ms, and leaves 30 ms of them.</summary>
    private static double[] Trim(double[] samples)
    {
        var power = samples.Chunk(FrameSamples).Select(frame => frame.Average(sample => sample * sample)).ToArray();
        var threshold = power.Max() * Math.Pow(10, -4.5);
        var first = Math.Max(0, Array.FindIndex(power, value => value > threshold) - MarginFrames);
        var last = Math.Min(power.Length, Array.FindLastIndex(power, value => value > threshold) + 1 + MarginFrames);
        return samples[(first * FrameSamples)..Math.Min(samples.Length, last * FrameSamples)];
    }

    private static short[] Scale(double[] samples, double loudness)
    {
        var gain = Peak * loudness * short.MaxValue / samples.Max(Math.Abs);
        return Array.ConvertAll(samples, sample => (short)Math.Round(sample * gain));
    }
}
