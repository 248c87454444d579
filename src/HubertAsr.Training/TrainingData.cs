using HubertAsr.Corpora;

namespace HubertAsr.Training;

/// <summary>The utterances of one split that are used, with their labels; and how many were not, by reason.</summary>
internal sealed record UtteranceSet(IReadOnlyList<Utterance> Utterances, int[][] Labels, float[] Seconds, UtteranceCount Count)
{
    private const int MaxListed = 10;

    /// <summary>Reads the rows of a manifest that belong to a split.</summary>
    /// <exception cref="InvalidDataException">No row is left, a row has no length, or hardly any character is in the vocabulary.</exception>
    public static UtteranceSet Read(string manifest, string split, TrainingJob job)
    {
        var kept = new List<(Utterance Utterance, int[] Labels)>();
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var infeasible = new List<string>();
        var unknown = new UnknownLabels(job.Tokenizer.Vocabulary.UnknownId);
        foreach (var utterance in Manifest.Read(manifest).Where(row => row.Split == split))
        {
            var labels = job.Tokenizer.EncodeLabels(utterance.Text);
            unknown.Add(utterance, labels);
            var reason = ReasonToLeaveOut(utterance, labels, split, job);
            if (reason is null) kept.Add((utterance, labels));
            else leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
            if (reason == "infeasible" && infeasible.Count < MaxListed) infeasible.Add(Arithmetic(utterance, labels, job));
        }
        unknown.ThrowIfMost(manifest);
        if (kept.Count == 0) throw Nothing(manifest, split, leftOut);
        var seconds = kept.Select(item => (float)item.Utterance.DurationSeconds).ToArray();
        var count = new UtteranceCount(kept.Count, seconds.Sum(s => (double)s) / 3600, leftOut, infeasible);
        return new UtteranceSet([.. kept.Select(item => item.Utterance)], [.. kept.Select(item => item.Labels)], seconds, count);
    }

    /// <summary>Development rows stay whatever their length, so that every run is measured on the same ones; only what the model cannot hear at all goes.</summary>
    private static string? ReasonToLeaveOut(Utterance utterance, int[] labels, string split, TrainingJob job)
    {
        var seconds = utterance.DurationSeconds;
        if (seconds <= 0)
            throw new InvalidDataException($"{utterance.Id}: the manifest gives no length (samples {utterance.Samples}, rate {utterance.Rate}). 'hubert-asr prepare' writes both.");
        if (labels.Length == 0) return "empty";
        var frames = FrameCount(utterance, job);
        if (split != "train") return frames == 0 ? "too-short" : null;
        if (seconds < job.Train.MinSeconds) return "too-short";
        if (seconds > job.Train.MaxSeconds) return "too-long";
        return CtcFeasibility.Fits(frames, labels) ? null : "infeasible";
    }

    private static string Arithmetic(Utterance utterance, int[] labels, TrainingJob job)
    {
        var needed = CtcFeasibility.FramesNeeded(labels);
        return $"{utterance.Id}: {labels.Length} labels + {needed - labels.Length} repeats = {needed} frames needed, {FrameCount(utterance, job)} there";
    }

    private static int FrameCount(Utterance utterance, TrainingJob job) => job.Model.Config.FrameCount((long)(utterance.DurationSeconds * TrainingData.SampleRateHz));

    private static InvalidDataException Nothing(string manifest, string split, SortedDictionary<string, int> leftOut)
        => new($"{manifest}: no row with split '{split}' to use ({(leftOut.Count == 0 ? "there is none" : string.Join(", ", leftOut.Select(item => $"{item.Value} {item.Key}")))}). "
            + (split == "train" ? "'hubert-asr prepare' writes them." : "Carve a development set: 'hubert-asr prepare … --dev 0.02', or --dev-speakers 2."));
}

/// <summary>Counts labels that the vocabulary does not have.</summary>
internal sealed class UnknownLabels(int unknownId)
{
    private long _labels;
    private long _unknown;
    private string _example = "";

    public void Add(Utterance utterance, int[] labels)
    {
        var unknown = labels.Count(label => label == unknownId);
        if (unknown > 0 && _unknown == 0) _example = utterance.Id;
        (_labels, _unknown) = (_labels + labels.Length, _unknown + unknown);
    }

    /// <exception cref="InvalidDataException">More than a tenth: the vocabulary was made for something else.</exception>
    public void ThrowIfMost(string manifest)
    {
        if (_unknown * 10 > _labels)
            throw new InvalidDataException($"{manifest}: {_unknown} of {_labels} labels are not in the vocabulary (first in {_example}); at most a tenth was expected. Was the vocabulary made from this manifest? The stage 'tokenizer' makes one.");
    }
}

/// <summary>Both splits of a run, and the audio behind them.</summary>
internal sealed class TrainingData : IDisposable
{
    /// <summary>What every HuBERT hears: 16 kHz.</summary>
    public const int SampleRateHz = 16_000;

    private readonly TrainingJob _job;
    private readonly UtteranceSet _train;
    private readonly UtteranceAudio _trainAudio;
    private readonly UtteranceAudio _devAudio;
    private readonly WaveformCache _cache;

    /// <summary>Reads both manifests.</summary>
    public TrainingData(TrainingJob job)
    {
        _job = job;
        _train = UtteranceSet.Read(job.TrainManifest, "train", job);
        Dev = UtteranceSet.Read(job.DevManifest, "dev", job);
        _trainAudio = new UtteranceAudio(job.TrainManifest);
        _devAudio = new UtteranceAudio(job.DevManifest);
        _cache = new WaveformCache((long)job.Train.CacheMegabytes << 20);
    }

    /// <summary>The utterances to validate on.</summary>
    public UtteranceSet Dev { get; }

    private BatchSampler Sampler => new(_train.Seconds, new BatchLimits(_job.Train.MaxBatchSeconds, Spread), _job.Train.Seed);

    /// <summary>Group norm sees the padding, so a clip's output would depend on its neighbours.</summary>
    private double Spread => _job.Model.Config.HasGroupNorm ? BatchLimits.NearEqualSpread : BatchLimits.OrdinarySpread;

    /// <summary>What the run is about to do.</summary>
    public TrainingPlan Plan(int update, IReadOnlyList<TrainedParameter> parameters) => new(
        update,
        _train.Count,
        Dev.Count,
        Sampler.Plan(0).BatchCount,
        parameters.Where(p => p.FirstUpdate != int.MaxValue).Sum(p => p.Parameter.numel()),
        parameters.Where(p => p.FirstUpdate == int.MaxValue).Sum(p => p.Parameter.numel()),
        _job.Model.Config.HasGroupNorm);

    /// <summary>Training batches from a position on, without end.</summary>
    public BatchLoader LoadTrain(SamplerPosition start) => new(Sampler, (numbers, _) => Read(_trainAudio, _train, numbers), start, _job.Train.LoaderThreads);

    /// <summary>One pass over the development set.</summary>
    public IEnumerable<Batch> LoadDev()
    {
        var plan = new BatchSampler(Dev.Seconds, new BatchLimits(_job.Train.MaxBatchSeconds, Spread), 0).Plan(0);
        for (var batch = 0; batch < plan.BatchCount; batch++)
            yield return Read(_devAudio, Dev, plan.Batch(batch));
    }

    public void Dispose()
    {
        _trainAudio.Dispose();
        _devAudio.Dispose();
    }

    private Batch Read(UtteranceAudio audio, UtteranceSet set, ReadOnlyMemory<int> numbers)
    {
        var rows = new LabelledWaveform[numbers.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var number = numbers.Span[i];
            var utterance = set.Utterances[number];
            var samples = _cache.Get((set, number), () => audio.Read(utterance, SampleRateHz).Samples);
            rows[i] = new LabelledWaveform(utterance.Id, samples, set.Labels[number]);
        }
        return Batch.Pad(rows, _job.Preprocessor.DoNormalize);
    }
}
