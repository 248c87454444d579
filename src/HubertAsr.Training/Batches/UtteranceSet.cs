using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HubertAsr.Corpora;

namespace HubertAsr.Training;

/// <summary>The utterances of one split that a run uses, and how many it does not, by reason.</summary>
/// <remarks>
/// One pass over the manifest writes an index into the run's folder; a later start with the same manifest, vocabulary and limits opens it
/// in a moment.
/// </remarks>
internal sealed class UtteranceSet : IDisposable
{
    private const int MaxListed = 10;

    private UtteranceSet(UtteranceIndex index, UtteranceCount count) => (Index, Count) = (index, count);

    /// <summary>The utterances with their labels.</summary>
    public UtteranceIndex Index { get; }

    /// <summary>Kept and left out.</summary>
    public UtteranceCount Count { get; }

    /// <summary>The rows of a manifest that belong to a split.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="split">The split.</param>
    /// <param name="job">Vocabulary, limits, and the folder the index lies in.</param>
    /// <param name="observer">Is told before an index is built.</param>
    /// <exception cref="InvalidDataException">No row is left, a row has no length, or hardly any character is in the vocabulary.</exception>
    public static UtteranceSet Open(string manifest, string split, TrainingJob job, IProgress<TrainingEvent>? observer = null)
    {
        var folder = Path.Combine(job.Folder, "index");
        Directory.CreateDirectory(folder);
        var (rows, summary, list) = (Path.Combine(folder, $"{split}.rows"), Path.Combine(folder, $"{split}.json"), Path.Combine(folder, $"{split}.left_out.csv"));
        var key = Key(manifest, split, job);
        var known = File.Exists(summary) ? JsonSerializer.Deserialize<Summary>(File.ReadAllText(summary)) : null;
        if (known?.Key != key)
        {
            observer?.Report(new IndexBegun(manifest, split, rows));
            // Until the new rows are whole, no summary may vouch for them.
            File.Delete(summary);
            using var leftOut = new LeftOutFile(list);
            known = new Summary(key, Build((manifest, split), job, rows, leftOut));
            File.WriteAllText(summary + ".new", JsonSerializer.Serialize(known));
            File.Move(summary + ".new", summary, overwrite: true);
        }
        return new UtteranceSet(UtteranceIndex.Open(rows, known.Count.Kept), known.Count with { List = list });
    }

    public void Dispose() => Index.Dispose();

    private static UtteranceCount Build((string Manifest, string Split) source, TrainingJob job, string path, LeftOutFile leftOut)
    {
        var (manifest, split) = source;
        var infeasible = new List<string>();
        var unknown = new UnknownLabels(job.Objective.UnknownLabel);
        var seconds = 0.0;
        using var writer = new UtteranceIndexWriter(path);
        foreach (var utterance in Manifest.Read(manifest).Where(row => row.Split == split))
        {
            var labels = job.Objective.Labels(utterance);
            unknown.Add(utterance, labels);
            var obstacle = ObstacleTo(utterance, labels, split, job);
            if (obstacle is null)
            {
                writer.Add(utterance, labels);
                seconds += utterance.DurationSeconds;
                continue;
            }
            leftOut.Add(utterance.Id, obstacle);
            if (obstacle.Reason is not ("too-short" or "too-long" or "empty") && infeasible.Count < MaxListed) infeasible.Add($"{utterance.Id}: {obstacle.Arithmetic}");
        }
        unknown.ThrowIfMost(manifest);
        if (writer.Count == 0) throw Nothing(manifest, split, leftOut.Counts);
        writer.Complete();
        return new UtteranceCount(writer.Count, seconds / 3600, leftOut.Counts, infeasible);
    }

    /// <summary>Whatever the index depends on: another value of any of these means another index.</summary>
    private static string Key(string manifest, string split, TrainingJob job)
    {
        if (!File.Exists(manifest))
            throw new FileNotFoundException($"{manifest}: there is no such manifest. 'hubert-asr prepare' writes one.", manifest);
        var file = new FileInfo(manifest);
        var parts = $"1|{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}|{split}|{job.Train.MinSeconds}|{job.Train.MaxSeconds}|{string.Join('|', job.Objective.Config.ConvKernel)}|{job.Objective.LabelKey}";
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(parts)));
    }

    /// <summary>Development rows stay whatever their length, so that every run is measured on the same ones; only what the model cannot hear at all goes.</summary>
    private static Obstacle? ObstacleTo(Utterance utterance, int[] labels, string split, TrainingJob job)
    {
        var seconds = utterance.DurationSeconds;
        if (seconds <= 0)
            throw new InvalidDataException($"{utterance.Id}: the manifest gives no length (samples {utterance.Samples}, rate {utterance.Rate}). 'hubert-asr prepare' writes both.");
        if (labels.Length == 0) return new Obstacle("empty");
        var frames = FrameCount(utterance, job);
        if (split != "train") return frames == 0 ? new Obstacle("too-short") : null;
        if (seconds < job.Train.MinSeconds) return new Obstacle("too-short", FormattableString.Invariant($"{seconds:0.00} s, train.min_seconds is {job.Train.MinSeconds}"));
        if (job.Objective.HeardSeconds((float)seconds) > job.Train.MaxSeconds) return new Obstacle("too-long", FormattableString.Invariant($"{seconds:0.00} s, train.max_seconds is {job.Train.MaxSeconds}"));
        return job.Objective.ObstacleTo(frames, labels);
    }

    private static int FrameCount(Utterance utterance, TrainingJob job) => job.Objective.Config.FrameCount((long)(utterance.DurationSeconds * TrainingData.SampleRateHz));

    private static InvalidDataException Nothing(string manifest, string split, IReadOnlyDictionary<string, int> leftOut)
        => new($"{manifest}: no row with split '{split}' to use ({(leftOut.Count == 0 ? "there is none" : string.Join(", ", leftOut.Select(item => $"{item.Value} {item.Key}")))}). "
            + (split == "train" ? "'hubert-asr prepare' writes them." : "Carve a development set: 'hubert-asr prepare … --dev 0.02', or --dev-speakers 2."));

    private sealed record Summary(string Key, UtteranceCount Count);
}
