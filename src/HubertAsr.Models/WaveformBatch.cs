using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Waveforms of one forward pass, padded with zeros on the right to the longest. Plain numbers: <see cref="ToTensor"/> makes the tensor.</summary>
/// <param name="Values">Row-major [B, S].</param>
/// <param name="SampleCounts">Valid samples of each row.</param>
public sealed record WaveformBatch(float[] Values, int[] SampleCounts)
{
    /// <summary>Width of the batch: S.</summary>
    public int Width => Values.Length / SampleCounts.Length;

    /// <summary>Whether a row is shorter than the batch.</summary>
    public bool IsPadded => SampleCounts.Any(count => count < Width);

    /// <summary>Pads waveforms, each normalised over its own samples where the model was trained so.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static WaveformBatch Pad(IReadOnlyList<ReadOnlyMemory<float>> waveforms, bool normalize)
    {
        ArgumentNullException.ThrowIfNull(waveforms);
        if (waveforms.Count == 0) throw new ArgumentException("a batch holds at least one waveform");
        var width = waveforms.Max(waveform => waveform.Length);
        var values = new float[waveforms.Count * width];
        for (var row = 0; row < waveforms.Count; row++)
        {
            var target = values.AsSpan(row * width, waveforms[row].Length);
            waveforms[row].Span.CopyTo(target);
            if (normalize) Normalize(target);
        }
        return new WaveformBatch(values, [.. waveforms.Select(waveform => waveform.Length)]);
    }

    /// <summary>The padded values [B, S], owned by the caller.</summary>
    public Tensor ToTensor(Device device) => tensor(Values, [SampleCounts.Length, Width], device: device);

    /// <summary>(x − mean) / √(variance + 1e-7), as Hugging Face's feature extractor does it.</summary>
    private static void Normalize(Span<float> samples)
    {
        double sum = 0, squares = 0;
        foreach (var sample in samples) sum += sample;
        var mean = sum / samples.Length;
        foreach (var sample in samples) squares += (sample - mean) * (sample - mean);
        var scale = 1 / Math.Sqrt(squares / samples.Length + 1e-7);
        for (var i = 0; i < samples.Length; i++) samples[i] = (float)((samples[i] - mean) * scale);
    }
}
