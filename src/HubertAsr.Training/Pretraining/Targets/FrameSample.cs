using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace HubertAsr.Training.Pretraining;

/// <summary>Sampled frames on disk, in shards; any row can be read, none is held.</summary>
public sealed class FrameSample : IDisposable
{
    internal const string SummaryName = "features.json";

    private readonly List<(SafeFileHandle File, long FirstRow)> _shards = [];

    private FrameSample(int dimension, double rateHz) => (Dimension, RateHz) = (dimension, rateHz);

    /// <summary>D.</summary>
    public int Dimension { get; }

    /// <summary>Frames a second of what was sampled.</summary>
    public double RateHz { get; }

    /// <summary>N.</summary>
    public long FrameCount { get; private set; }

    /// <summary>Opens what <see cref="FeatureExtraction"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The folder is not finished, or a shard is damaged.</exception>
    public static FrameSample Open(string folder)
    {
        var path = Path.Combine(folder, SummaryName);
        var summary = File.Exists(path) ? JsonSerializer.Deserialize<FeatureSummary>(File.ReadAllText(path)) : null;
        if (summary is not { IsComplete: true })
            throw new InvalidDataException($"{folder}: features that are not finished; a {SummaryName} that says complete was expected. Run the stage 'features' again.");
        var sample = new FrameSample(summary.Dimension, summary.RateHz);
        for (var shard = 0; shard < summary.ShardCount; shard++) sample.Add(Path.Combine(folder, FeatureExtraction.ShardName(shard)));
        return sample;
    }

    /// <summary>Frames held in memory: for whoever has them already.</summary>
    /// <param name="frames">Row-major [N, <paramref name="dimension"/>].</param>
    /// <param name="dimension">D.</param>
    /// <param name="rows">Rows wanted, in any order.</param>
    public static float[] Rows(ReadOnlySpan<float> frames, int dimension, ReadOnlySpan<int> rows)
    {
        var picked = new float[rows.Length * dimension];
        for (var i = 0; i < rows.Length; i++) frames.Slice(rows[i] * dimension, dimension).CopyTo(picked.AsSpan(i * dimension));
        return picked;
    }

    /// <summary>Some rows, row-major.</summary>
    /// <param name="rows">Ascending is fastest.</param>
    public float[] Read(ReadOnlySpan<long> rows)
    {
        var values = new float[rows.Length * Dimension];
        for (var i = 0; i < rows.Length;)
        {
            // Neighbours on disk are read at once.
            var run = 1;
            while (i + run < rows.Length && rows[i + run] == rows[i] + run && ShardOf(rows[i + run]) == ShardOf(rows[i])) run++;
            var (file, first) = _shards[ShardOf(rows[i])];
            Fill(file, MemoryMarshal.AsBytes(values.AsSpan(i * Dimension, run * Dimension)), (rows[i] - first) * Dimension * sizeof(float));
            i += run;
        }

        return values;
    }

    public void Dispose()
    {
        foreach (var (file, _) in _shards) file.Dispose();
    }

    private void Add(string path)
    {
        var file = File.OpenHandle(path);
        _shards.Add((file, FrameCount));
        var (rows, rest) = Math.DivRem(RandomAccess.GetLength(file), Dimension * sizeof(float));
        if (rest != 0) throw new InvalidDataException($"{path}: {rest} bytes too many for frames of {Dimension} numbers. Delete the folder and run the stage 'features' again.");
        FrameCount += rows;
    }

    private int ShardOf(long row)
    {
        int low = 0, high = _shards.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_shards[middle].FirstRow <= row) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private static void Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) throw new EndOfStreamException("a shard of features ends early; delete the folder and run the stage 'features' again.");
            buffer = buffer[read..];
            offset += read;
        }
    }
}
