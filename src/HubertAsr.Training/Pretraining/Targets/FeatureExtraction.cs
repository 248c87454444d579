using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HubertAsr.Corpora;

namespace HubertAsr.Training.Pretraining;

/// <summary>What an extraction read and left out.</summary>
/// <param name="Key">Names manifest, features and sampling: another value means other frames.</param>
/// <param name="Dimension">Numbers a frame.</param>
/// <param name="RateHz">Frames a second.</param>
/// <param name="ShardCount">Files of frames.</param>
/// <param name="Utterances">Utterances seen.</param>
/// <param name="Frames">Frames kept.</param>
/// <param name="TooShort">Utterances without a whole frame; the first are in <paramref name="Examples"/>.</param>
/// <param name="Silent">Utterances below −60 dB: no cluster is made of them, and they get no labels.</param>
/// <param name="SourceRates">Utterances by the rate of their file, Hz; more than one means that clusters may tell bands apart.</param>
/// <param name="Examples">First ids of what was left out, with the reason.</param>
/// <param name="IsComplete">False while the extraction runs.</param>
public sealed record FeatureSummary(
    string Key, int Dimension, double RateHz, int ShardCount, long Utterances, long Frames, long TooShort, long Silent,
    IReadOnlyDictionary<int, long> SourceRates, IReadOnlyList<string> Examples, bool IsComplete);

/// <summary>
/// Draws a share of the frames of a manifest's training utterances to disk. Each shard covers a fixed stretch of the manifest and appears under its name when it is
/// whole, so a killed extraction goes on after the last whole one. Which frames are drawn depends on seed, id and frame number alone.
/// </summary>
/// <param name="features">What is computed.</param>
/// <param name="share">Share of the frames that is kept, in (0, 1].</param>
/// <param name="seed">Of the draw.</param>
public sealed class FeatureExtraction(FrameFeatures features, double share, int seed)
{
    private const int UtterancesPerShard = 500;
    private const int MaxExamples = 10;

    /// <summary>Extracts what is not there yet.</summary>
    /// <param name="manifest">Its rows of split train are used.</param>
    /// <param name="folder">Receives the shards.</param>
    /// <param name="progress">Is told utterances done.</param>
    /// <param name="stop">Ends between shards; the next call goes on there.</param>
    /// <exception cref="InvalidDataException">No utterance gives a frame, or audio is broken.</exception>
    public FeatureSummary Run(string manifest, string folder, Action<long>? progress = null, CancellationToken stop = default)
    {
        Directory.CreateDirectory(folder);
        var key = Key(manifest);
        var summary = Begin(folder, key);
        if (summary.IsComplete) return summary;

        using var audio = new UtteranceAudio(manifest);
        var shard = 0;
        foreach (var rows in Manifest.Read(manifest).Where(row => row.Split == "train").Chunk(UtterancesPerShard))
        {
            stop.ThrowIfCancellationRequested();
            if (shard >= summary.ShardCount)
            {
                summary = Extract(rows, audio, Path.Combine(folder, ShardName(shard)), summary);
                Write(folder, summary);
                progress?.Invoke(summary.Utterances);
            }

            shard++;
        }

        if (summary.Frames == 0)
            throw new InvalidDataException($"{manifest}: no utterance of split train gives a frame to cluster ({summary.Utterances} read, {summary.TooShort} too short, {summary.Silent} silent); 'hubert-asr prepare' writes them.");
        return Write(folder, summary with { IsComplete = true });
    }

    internal static string ShardName(int shard) => $"{shard:D5}.f32";

    private FeatureSummary Begin(string folder, string key)
    {
        var path = Path.Combine(folder, FrameSample.SummaryName);
        var known = File.Exists(path) ? JsonSerializer.Deserialize<FeatureSummary>(File.ReadAllText(path)) : null;
        if (known?.Key == key) return known;
        foreach (var stale in Directory.EnumerateFiles(folder, "*.f32")) File.Delete(stale);
        return new FeatureSummary(key, features.Dimension, features.RateHz, 0, 0, 0, 0, 0, new Dictionary<int, long>(), [], false);
    }

    private FeatureSummary Extract(Utterance[] rows, UtteranceAudio audio, string path, FeatureSummary summary)
    {
        var picked = new float[rows.Length][];
        var reasons = new string?[rows.Length];
        var threads = new ParallelOptions { MaxDegreeOfParallelism = features.Threads };
        Parallel.For(0, rows.Length, threads, i => (picked[i], reasons[i]) = Pick(rows[i], audio));

        using (var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write))
            foreach (var frames in picked) file.Write(MemoryMarshal.AsBytes(frames.AsSpan()));
        File.Move(path + ".part", path, overwrite: true);

        var rates = new SortedDictionary<int, long>(summary.SourceRates.ToDictionary());
        foreach (var row in rows) rates[row.Rate] = rates.GetValueOrDefault(row.Rate) + 1;
        return summary with
        {
            ShardCount = summary.ShardCount + 1,
            Utterances = summary.Utterances + rows.Length,
            Frames = summary.Frames + picked.Sum(frames => frames.LongLength) / features.Dimension,
            TooShort = summary.TooShort + reasons.LongCount(reason => reason == "too-short"),
            Silent = summary.Silent + reasons.LongCount(reason => reason == "silent"),
            SourceRates = rates,
            Examples = [.. summary.Examples.Concat(rows.Zip(reasons).Where(pair => pair.Second is not null).Select(pair => $"{pair.First.Id}: {pair.Second}")).Take(MaxExamples)],
        };
    }

    private (float[] Frames, string? Reason) Pick(Utterance utterance, UtteranceAudio audio)
    {
        var samples = audio.Read(utterance, TrainingData.SampleRateHz).Samples;
        if (features.FrameCount(samples.Length) == 0) return ([], "too-short");
        if (Silence.IsIn(samples)) return ([], "silent");
        var frames = features.Extract(samples);
        if (share >= 1) return (frames, null);
        var id = StableHash.Of(utterance.Id);
        var threshold = (int)(share * int.MaxValue);
        var rows = Enumerable.Range(0, frames.Length / features.Dimension).Where(frame => Draw.Seed(seed, id, frame) < threshold).ToArray();
        return (FrameSample.Rows(frames, features.Dimension, rows), null);
    }

    private string Key(string manifest)
    {
        if (!File.Exists(manifest)) throw new FileNotFoundException($"{manifest}: there is no such manifest. 'hubert-asr prepare' writes one.", manifest);
        var file = new FileInfo(manifest);
        var parts = FormattableString.Invariant($"2|{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{features.Identity}|{share:R}|{seed}");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(parts)));
    }

    private static FeatureSummary Write(string folder, FeatureSummary summary)
    {
        var path = Path.Combine(folder, FrameSample.SummaryName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(summary));
        File.Move(path + ".new", path, overwrite: true);
        return summary;
    }
}
