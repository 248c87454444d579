using System.Globalization;
using HubertAsr.Corpora;

namespace HubertAsr.Training;

/// <summary>Both splits of a run, and the audio behind them.</summary>
internal sealed class TrainingData : IDisposable
{
    /// <summary>What every HuBERT hears: 16 kHz.</summary>
    public const int SampleRateHz = 16_000;

    private readonly TrainingJob _job;
    private readonly UtteranceSet _train;
    private readonly WaveformAugmenter _augmenter;
    private readonly UtteranceAudio _trainAudio;
    private readonly UtteranceAudio _devAudio;
    private readonly WaveformCache _cache;
    private readonly SilenceTrimmer _trimmer = new();
    private readonly UtteranceJoiner _joiner;
    private readonly float[] _heardSeconds;
    private readonly BatchSampler _sampler;

    /// <summary>Reads both manifests.</summary>
    public TrainingData(TrainingJob job, IProgress<TrainingEvent>? observer = null)
    {
        _job = job;
        _augmenter = new WaveformAugmenter(job.Augment, job.Train.Seed);
        _joiner = new UtteranceJoiner(job.Augment, job.Train.MaxSeconds, job.Objective.JoinLabels, Trimmed);
        _train = UtteranceSet.Open(job.TrainManifest, "train", job, observer);
        _heardSeconds = _train.Index.Seconds;
        // In place: a copy would cost as much as the rest of the index.
        for (var i = 0; i < _heardSeconds.Length; i++) _heardSeconds[i] = job.Objective.HeardSeconds(_heardSeconds[i]);
        Dev = UtteranceSet.Open(job.DevManifest, "dev", job, observer);
        _sampler = new BatchSampler(_heardSeconds, Limits, job.Train.Seed, job.Augment.SpeedFactors.Length > 0 ? _augmenter.SpeedOf : null);
        _trainAudio = new UtteranceAudio(job.TrainManifest);
        _devAudio = new UtteranceAudio(job.DevManifest);
        _cache = new WaveformCache((long)job.Train.CacheMegabytes << 20);
    }

    /// <summary>The utterances to validate on.</summary>
    public UtteranceSet Dev { get; }

    /// <summary>Utterances to train on.</summary>
    public int TrainCount => _train.Count.Kept;

    /// <summary>Group norm sees the padding, so a clip's output would depend on its neighbours.</summary>
    private BatchLimits Limits => new(_job.Train.MaxBatchSeconds, _job.Train.LengthSpread ?? (_job.Objective.Config.HasGroupNorm ? BatchLimits.NearEqualSpread : BatchLimits.OrdinarySpread))
    {
        MaxUtterances = _job.Train.MaxBatchUtterances ?? int.MaxValue,
    };

    /// <summary>What the model makes of padding, in words; empty where it makes nothing of it.</summary>
    private string Padding => !_job.Objective.Config.HasGroupNorm ? ""
        : string.Create(CultureInfo.InvariantCulture, $"batches hold lengths up to {100 * Limits.LengthSpread:0.#}% apart (train.length_spread): the group norm of this model sees the padding, so a clip's output depends on the longest beside it")
            + (_job.Train.TrimSilence ? "; the silence that train.trim_silence cuts is not known before and comes on top" : "");

    /// <summary>What the run is about to do.</summary>
    public TrainingPlan Plan(int update, IReadOnlyList<TrainedParameter> parameters) => new(
        update,
        _train.Count,
        Dev.Count,
        _sampler.Plan(0).BatchCount,
        parameters.Where(p => p.FirstUpdate != int.MaxValue).Sum(p => p.Parameter.numel()),
        parameters.Where(p => p.FirstUpdate == int.MaxValue).Sum(p => p.Parameter.numel()),
        Padding);

    /// <summary>Training batches from a position on, without end.</summary>
    public BatchLoader LoadTrain(SamplerPosition start) => new(_sampler, Read, start, _job.Train.LoaderThreads);

    /// <summary>The utterance of which the model gets the most, as long as it ever is.</summary>
    public LabelledWaveform LongestTrain()
    {
        var plain = Read(_trainAudio, _train, Array.IndexOf(_heardSeconds, _heardSeconds.Max()));
        var slowest = plain with { Samples = WaveformAugmenter.Faster(plain.Samples, Math.Min(1, _augmenter.SlowestSpeed)) };
        return _joiner.Longest(_job.Objective.Present(plain, slowest, new Random(0)));
    }

    /// <summary>The development set, decoded as it is walked through.</summary>
    public DevelopmentSet OpenDev() => new(LoadDev(), Enumerable.Range(0, Dev.Count.Kept).Select(number => Dev.Index.Read(number).Utterance));

    private IEnumerable<Batch> LoadDev()
    {
        var plan = new BatchSampler(Dev.Index.Seconds.Select(_job.Objective.HeardSeconds).ToArray(), Limits, 0).Plan(0);
        for (var batch = 0; batch < plan.BatchCount; batch++)
            yield return Padded(Rows(plan.Batch(batch), Heard));

        // The same window every time, where the objective cuts one.
        LabelledWaveform Heard(int number)
        {
            var plain = Read(_devAudio, Dev, number);
            return _job.Objective.Present(plain, plain, new Random(number));
        }
    }

    public void Dispose()
    {
        _train.Dispose();
        Dev.Dispose();
        _trainAudio.Dispose();
        _devAudio.Dispose();
    }

    private Batch Read(ReadOnlyMemory<int> numbers, int epoch)
    {
        return Padded(_joiner.Join(Rows(numbers, Heard), new Random(Draw.Seed(_job.Train.Seed, epoch, ~(long)numbers.Span[0]))));

        LabelledWaveform Heard(int number)
        {
            var plain = Read(_trainAudio, _train, number);
            if (_job.Train.TrimSilence) plain = Trimmed(plain);
            var heard = plain with { Samples = _augmenter.Apply(plain.Samples, number, epoch) };
            return _job.Objective.Present(plain, heard, new Random(Draw.Seed(_job.Train.Seed, number, epoch)));
        }
    }

    private LabelledWaveform Trimmed(LabelledWaveform utterance)
    {
        var trimmed = _trimmer.Trim(utterance);
        return _job.Objective.ObstacleTo(_job.Objective.Config.FrameCount(trimmed.Samples.Length), trimmed.Labels) is null ? trimmed : utterance;
    }

    private static LabelledWaveform[] Rows(ReadOnlyMemory<int> numbers, Func<int, LabelledWaveform> read)
    {
        var rows = new LabelledWaveform[numbers.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = read(numbers.Span[i]);
        return rows;
    }

    private Batch Padded(IReadOnlyList<LabelledWaveform> rows) => Batch.Pad(rows, _job.Preprocessor.DoNormalize);

    private LabelledWaveform Read(UtteranceAudio audio, UtteranceSet set, int number)
    {
        var (utterance, labels) = set.Index.Read(number);
        return new LabelledWaveform(utterance.Id, _cache.Get((set, number), () => audio.Read(utterance, SampleRateHz).Samples), labels);
    }
}
