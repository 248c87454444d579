using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HubertAsr.Corpora;

namespace HubertAsr.Training.Pretraining;

/// <summary>
/// Gives every frame of every utterance its cluster. Each shard covers a fixed stretch of the manifest and appears under its name when it is whole, so a killed
/// labelling goes on after the last whole one.
/// </summary>
/// <param name="features">The features the codebook was made of.</param>
/// <param name="codebook">The clusters.</param>
public sealed class FrameLabeling(FrameFeatures features, Codebook codebook)
{
    private const int UtterancesPerShard = 500;

    /// <summary>Labels what has no labels yet.</summary>
    /// <param name="manifest">All its rows are labelled; one too short for a frame, or silent, gets none, and nothing is learned from it.</param>
    /// <param name="folder">Receives the labels.</param>
    /// <param name="progress">Is told utterances done.</param>
    /// <param name="stop">Ends between shards; the next call goes on there.</param>
    /// <exception cref="InvalidDataException">Features and codebook differ in width, or audio is broken.</exception>
    public LabelSummary Run(string manifest, string folder, Action<long>? progress = null, CancellationToken stop = default)
    {
        if (codebook.Dimension != features.Dimension)
            throw new InvalidDataException($"{features.Description}: frames of {features.Dimension} numbers; the codebook has centres of {codebook.Dimension}. It was made of other features: run the stage 'kmeans' again.");
        Directory.CreateDirectory(folder);
        var summary = Begin(folder, Key(manifest));
        if (summary.IsComplete) return summary;

        using var audio = new UtteranceAudio(manifest);
        var shard = 0;
        foreach (var rows in Manifest.Read(manifest).Chunk(UtterancesPerShard))
        {
            stop.ThrowIfCancellationRequested();
            if (shard >= summary.ShardCount)
            {
                summary = Label(rows, audio, Path.Combine(folder, ShardName(shard)), summary);
                Write(folder, summary);
                progress?.Invoke(summary.Utterances);
            }

            shard++;
        }

        WriteIndex(folder, summary.ShardCount);
        return Write(folder, summary with { IsComplete = true });
    }

    internal static string ShardName(int shard) => $"{shard:D5}.labels";

    private LabelSummary Begin(string folder, string key)
    {
        var path = Path.Combine(folder, FrameLabels.SummaryName);
        var known = File.Exists(path) ? JsonSerializer.Deserialize<LabelSummary>(File.ReadAllText(path)) : null;
        if (known?.Key == key) return known;
        foreach (var stale in Directory.EnumerateFiles(folder, "*.labels")) File.Delete(stale);
        return new LabelSummary(key, codebook.ClusterCount, features.RateHz, 0, 0, 0, new long[codebook.ClusterCount], false);
    }

    private LabelSummary Label(Utterance[] rows, UtteranceAudio audio, string path, LabelSummary summary)
    {
        var labels = new int[rows.Length][];
        var threads = new ParallelOptions { MaxDegreeOfParallelism = features.Threads };
        Parallel.For(0, rows.Length, threads, i =>
        {
            var samples = audio.Read(rows[i], TrainingData.SampleRateHz).Samples;
            labels[i] = features.FrameCount(samples.Length) == 0 || Silence.IsIn(samples) ? [] : codebook.Assign(features.Extract(samples)).Labels;
        });

        using (var writer = new BinaryWriter(new FileStream(path + ".part", FileMode.Create, FileAccess.Write)))
            for (var i = 0; i < rows.Length; i++) WriteRecord(writer, rows[i].Id, labels[i]);
        File.Move(path + ".part", path, overwrite: true);

        var counts = (long[])summary.Counts.Clone();
        foreach (var label in labels.SelectMany(row => row)) counts[label]++;
        return summary with
        {
            ShardCount = summary.ShardCount + 1,
            Utterances = summary.Utterances + rows.Length,
            Frames = counts.Sum(),
            Counts = counts,
        };
    }

    private static void WriteRecord(BinaryWriter writer, string id, int[] labels)
    {
        writer.Write(id);
        writer.Write7BitEncodedInt(labels.Length);
        for (var frame = 0; frame < labels.Length;)
        {
            var rest = labels.AsSpan(frame);
            var length = rest.IndexOfAnyExcept(labels[frame]) is var end && end < 0 ? rest.Length : end;
            writer.Write7BitEncodedInt(labels[frame]);
            writer.Write7BitEncodedInt(length);
            frame += length;
        }
    }

    /// <summary>One pass over the shards, so that the index need not be kept while labels are computed.</summary>
    private static void WriteIndex(string folder, int shardCount)
    {
        var entries = new List<(long Hash, long Place)>();
        for (var shard = 0; shard < shardCount; shard++)
        {
            using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, ShardName(shard))));
            while (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                var place = ((long)shard << FrameLabels.OffsetBits) + reader.BaseStream.Position;
                entries.Add((StableHash.Of(reader.ReadString()), place));
                for (var left = reader.Read7BitEncodedInt(); left > 0; left -= reader.Read7BitEncodedInt()) reader.Read7BitEncodedInt();
            }
        }

        entries.Sort();
        long[] numbers = [.. entries.Select(entry => entry.Hash), .. entries.Select(entry => entry.Place)];
        File.WriteAllBytes(Path.Combine(folder, FrameLabels.IndexName), MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    private string Key(string manifest)
    {
        var file = new FileInfo(manifest);
        var parts = Encoding.UTF8.GetBytes(FormattableString.Invariant($"2|{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{features.Identity}|"));
        return Convert.ToHexString(SHA256.HashData([.. parts, .. MemoryMarshal.AsBytes(codebook.Centroids.AsSpan())]));
    }

    private static LabelSummary Write(string folder, LabelSummary summary)
    {
        var path = Path.Combine(folder, FrameLabels.SummaryName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(summary));
        File.Move(path + ".new", path, overwrite: true);
        return summary;
    }
}
