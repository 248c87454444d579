using System.Globalization;
using HubertAsr.Training.Pretraining;

namespace HubertAsr.Training;

/// <summary>Watches a run for the ways in which it goes wrong without stopping. Each alarm is raised once.</summary>
/// <param name="options">The run's options.</param>
internal sealed class TrainingAlarms(TrainOptions options)
{
    private const int PlateauUpdates = 400;
    private const double PlateauShare = 0.95;
    private const double ExplosionFactor = 50;
    private const double DivergenceFactor = 2;
    private const int QuietIntervals = 8;
    private const int RisingValidations = 3;

    private readonly HashSet<string> _raised = [];
    private readonly List<double> _norms = [];
    private readonly List<(double TrainLoss, ValidationReport Report)> _validations = [];
    private double _trainLoss = double.NaN;
    private double _firstLosses;
    private double _blankShare;

    /// <summary>Updates after which a model is expected to have begun to learn.</summary>
    private int LongEnough => Math.Max(PlateauUpdates, options.FreezeEncoderUpdates + (options.WarmupUpdates ?? options.MaxUpdates / 10));

    /// <summary>What is wrong before the first update.</summary>
    public IEnumerable<TrainingAlarm> AtStart(TrainingPlan plan)
    {
        var schedule = LearningRateSchedule.From(options);
        if (schedule.TotalUpdates > options.MaxUpdates)
        {
            yield return new TrainingAlarm(0, "schedule-longer-than-run", Text(
                $"the learning rate falls until update {schedule.TotalUpdates}, the run ends at {options.MaxUpdates}, at {schedule.ScaleAt(options.MaxUpdates):0.00} of its peak. Leave out train.decay_updates to fit the fall to the run."));
        }
        if (plan.Train.LeftOut.TryGetValue("infeasible", out var infeasible))
        {
            yield return new TrainingAlarm(0, "infeasible", Text(
                $"{infeasible} utterances have more labels than frames and are left out. A few are cut badly; many mean a finer alphabet than 50 frames a second can carry (jamo), or transcripts of other clips."));
        }
    }

    /// <summary>Takes in what a run saw before it was stopped. Nothing of it is told again, but what goes on being wrong is told anew.</summary>
    public void Recall(IEnumerable<TrainingEvent> past)
    {
        foreach (var happened in past)
        {
            _ = (happened switch
            {
                StepReport step => After(step),
                ValidationReport validation => After(validation),
                _ => [],
            }).Count();
        }
        _raised.Clear();
    }

    /// <summary>What is wrong with the memory.</summary>
    public IEnumerable<TrainingAlarm> Before(MemoryForecast forecast)
    {
        if (forecast.Fits) yield break;
        var cure = forecast.LargestBatchSeconds is { } seconds && seconds >= forecast.RowSeconds
            ? string.Create(CultureInfo.InvariantCulture, $"Set train.max_batch_seconds = {Math.Floor(seconds)} and train.accumulate_batches = {options.AccumulateBatches * (int)Math.Ceiling(options.MaxBatchSeconds / seconds)}")
            : "Lower train.max_seconds";
        yield return new TrainingAlarm(0, "memory", Text(
            $"the longest batch needs about {forecast.NeededBytes / 1e9:0.0} GB, {forecast.BudgetBytes / 1e9:0.0} GB can be had. {cure}, or set train.recompute_layers = true."));
    }

    /// <summary>What a log interval shows.</summary>
    public IEnumerable<TrainingAlarm> After(StepReport report)
    {
        _trainLoss = report.Loss;
        var blank = _blankShare = report.Figures.GetValueOrDefault("blank_share");
        if (report.Update >= LongEnough && blank >= PlateauShare && _raised.Add("blank-plateau"))
        {
            yield return new TrainingAlarm(report.Update, "blank-plateau", Text(
                $"{100 * blank:0}% of the frames are blank after {report.Update} updates: the model says nothing yet. Raise train.learning_rate, lower the masks of [augment], shorten train.warmup_updates or train.freeze_encoder_updates; check that transcripts belong to their clips."));
        }
        if (report.Update >= LongEnough && CollapseOf(report) is { } collapse && _raised.Add("collapse")) yield return collapse;
        if (_norms.Count >= QuietIntervals && report.GradientNorm > ExplosionFactor * Median() && _raised.Add("exploding-gradient"))
        {
            yield return new TrainingAlarm(report.Update, "exploding-gradient", Text(
                $"gradient norm {report.GradientNorm:G3}, median until now {Median():G3}. Lower train.learning_rate, lengthen train.warmup_updates, or set train.clip_norm (now {options.ClipNorm:G3})."));
        }
        if (_norms.Count >= QuietIntervals && report.Loss > DivergenceFactor * _firstLosses && _raised.Add("diverging-loss"))
        {
            yield return new TrainingAlarm(report.Update, "diverging-loss", Text(
                $"loss {report.Loss:G3}, at most {_firstLosses:G3} in the first {QuietIntervals} intervals: updates drive the weights apart. Lower train.learning_rate or train.head_learning_rate, lengthen train.warmup_updates, or set train.clip_norm (now {options.ClipNorm:G3}), and start anew or from checkpoints/best."));
        }
        if (_norms.Count < QuietIntervals) _firstLosses = Math.Max(_firstLosses, report.Loss);
        _norms.Add(report.GradientNorm);
    }

    /// <summary>What a validation shows.</summary>
    public IEnumerable<TrainingAlarm> After(ValidationReport report)
    {
        _validations.Add((_trainLoss, report));
        if (report.Update >= LongEnough && report.Cer >= 1 && _blankShare < PlateauShare && _raised.Add("nothing-learned"))
        {
            yield return new TrainingAlarm(report.Update, "nothing-learned", Text(
                $"dev CER {100 * report.Cer:0}% after {report.Update} updates, no better than silence, and only {100 * _blankShare:0}% blank: the model speaks at random. train.learning_rate (now {options.LearningRate:G3}) is far too high or far too low, or transcripts do not belong to their clips: set it between 1e-5 and 2e-3, and listen to a few clips of the manifest."));
        }
        if (_validations.Count <= RisingValidations) yield break;
        var last = _validations[^(RisingValidations + 1)..];
        var isRising = last.Zip(last.Skip(1)).All(pair => pair.Second.Report.Criterion > pair.First.Report.Criterion);
        if (isRising && last[^1].TrainLoss < last[0].TrainLoss && _raised.Add("overfitting"))
        {
            yield return new TrainingAlarm(report.Update, "overfitting", Text(
                $"{Measured(last[0].Report, report)} rose {RisingValidations} times in a row while the training loss fell. The best checkpoint is kept; for a better one raise the masks or dropouts, add data, or shorten train.max_updates."));
        }
    }

    /// <summary>In masked prediction, one cluster that takes over: among what is predicted, or already among the targets.</summary>
    private static TrainingAlarm? CollapseOf(StepReport report)
    {
        var (predicted, target) = (report.Figures.GetValueOrDefault("top_cluster_share"), report.Figures.GetValueOrDefault("top_target_share"));
        if (Math.Max(predicted, target) <= ClusterUse.CollapseShare) return null;
        return new TrainingAlarm(report.Update, "collapse", target > ClusterUse.CollapseShare
            ? Text($"one cluster is the target of {100 * target:0}% of the hidden frames: predicting it always is nearly right, and nothing is learned. Is most of the audio silence? Cut it, or raise pretrain.clusters.")
            : Text($"one cluster is predicted for {100 * predicted:0}% of the hidden frames, the commonest is the target of {100 * target:0}%: the model no longer hears its input. Lower train.learning_rate, lengthen train.warmup_updates, lower pretrain.mask_prob or pretrain.feature_penalty; where it was so from the first update on, train longer."));
    }

    private static string Measured(ValidationReport first, ValidationReport last) => double.IsNaN(last.Cer)
        ? Text($"dev loss ({first.Loss:0.000} → {last.Loss:0.000})")
        : Text($"dev CER ({100 * first.Cer:0.0}% → {100 * last.Cer:0.0}%)");

    private double Median() => _norms.Order().ElementAt(_norms.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
