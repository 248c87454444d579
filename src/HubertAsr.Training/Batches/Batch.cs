using HubertAsr.Models;

namespace HubertAsr.Training;

/// <summary>Some utterances, padded with zeros to the longest, and what is said in them. Holds no tensor.</summary>
/// <param name="Ids">Manifest ids, [B].</param>
/// <param name="Samples">16 kHz waveforms, row-major [B, S].</param>
/// <param name="SampleCounts">True length of each row, [B].</param>
/// <param name="Labels">Labels of each row, [B][L].</param>
public sealed record Batch(IReadOnlyList<string> Ids, float[] Samples, int[] SampleCounts, int[][] Labels)
{
    /// <summary>B.</summary>
    public int Count => Ids.Count;

    /// <summary>S.</summary>
    public int Width => Count == 0 ? 0 : Samples.Length / Count;

    /// <summary>Audio without padding, seconds.</summary>
    public double AudioSeconds => SampleCounts.Sum(count => (long)count) / 16_000.0;

    /// <summary>Silence that was cut off its utterances, seconds.</summary>
    public double TrimmedSeconds { get; init; }

    /// <summary>Frames a model makes of each row, [B].</summary>
    public int[] FrameCounts(HubertConfig config) => [.. SampleCounts.Select(count => config.FrameCount(count))];

    /// <summary>Pads rows of any lengths.</summary>
    /// <param name="rows">The utterances.</param>
    /// <param name="normalize">Each row is made mean 0 and variance 1 over its own samples, as <c>do_normalize</c> asks.</param>
    public static Batch Pad(IReadOnlyList<LabelledWaveform> rows, bool normalize = false)
    {
        var padded = WaveformBatch.Pad([.. rows.Select(row => (ReadOnlyMemory<float>)row.Samples)], normalize);
        return new Batch([.. rows.Select(row => row.Id)], padded.Values, padded.SampleCounts, [.. rows.Select(row => row.Labels)])
        {
            TrimmedSeconds = rows.Sum(row => (long)row.TrimmedSamples) / 16_000.0,
        };
    }
}

/// <summary>One utterance, decoded and ready for the model.</summary>
/// <param name="Id">Manifest id.</param>
/// <param name="Samples">Waveform at 16 kHz, as recorded.</param>
/// <param name="Labels">Its labels.</param>
public sealed record LabelledWaveform(string Id, float[] Samples, int[] Labels)
{
    /// <summary>Samples of silence that were cut off its ends.</summary>
    public int TrimmedSamples { get; init; }
}
