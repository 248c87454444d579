using System.Globalization;
using HubertAsr.Corpora;
using HubertAsr.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Training.Pretraining;

/// <summary>
/// HuBERT's own training ([Hsu21] §3.2): spans of frames are hidden, and the cluster of each hidden frame is predicted from what is left. The loss is summed over the
/// frames it weighs, plus <c>feature_penalty</c> · mean(conv²) · those frames, and divided by those frames (fairseq's <c>hubert_criterion</c>).
/// </summary>
/// <remarks>Utterances longer than the crop are cut to a window drawn each epoch, audio and labels together, on the grid of the model's frames.</remarks>
public sealed class MaskedPredictionObjective : TrainingObjective
{
    private static readonly Scalar _one = 1;

    private readonly HubertForPretraining _model;
    private readonly PreprocessorConfig _preprocessor;
    private readonly FrameLabels _labels;
    private readonly PretrainOptions _options;
    private readonly PretrainingMask _mask;
    private readonly int _validationSeed;

    /// <param name="model">Encoder and head.</param>
    /// <param name="preprocessor">Saved with every checkpoint.</param>
    /// <param name="labels">The cluster of every frame; stays the caller's.</param>
    /// <param name="options">Masks and weights.</param>
    /// <param name="augment">Must not change the length of what is heard.</param>
    /// <param name="train">Neither must this; its seed is that of the masks of validation.</param>
    /// <exception cref="ArgumentException">What is heard would be shorter or longer than what was labelled.</exception>
    /// <exception cref="InvalidDataException">The labels' rate is no multiple of the model's, or their clusters are not the head's.</exception>
    public MaskedPredictionObjective(
        HubertForPretraining model, PreprocessorConfig preprocessor, FrameLabels labels, PretrainOptions options, AugmentOptions augment, TrainOptions train)
    {
        (_model, _preprocessor, _labels, _options, _validationSeed) = (model, preprocessor, labels, options, train.Seed);
        CheckLengthsStay(augment, train);
        _mask = new PretrainingMask(options.MaskProb, options.MaskLength, options.MaskMinSpans);
        var ratio = labels.RateHz * Config.FrameShift / TrainingData.SampleRateHz;
        LabelsPerFrame = (int)Math.Round(ratio);
        if (LabelsPerFrame < 1 || Math.Abs(ratio - LabelsPerFrame) > 1e-6)
            throw new InvalidDataException(FormattableString.Invariant($"labels: {labels.RateHz} a second; the model has {TrainingData.SampleRateHz / (double)Config.FrameShift} frames a second, and a whole number of labels a frame was expected."));
        if (labels.ClusterCount != model.Head.ClusterCount)
            throw new InvalidDataException($"labels: {labels.ClusterCount} clusters; the head has {model.Head.ClusterCount}.");
    }

    /// <summary>Refuses what makes an utterance longer or shorter than it was when its frames were labelled.</summary>
    /// <exception cref="ArgumentException">Something does.</exception>
    public static void CheckLengthsStay(AugmentOptions augment, TrainOptions train)
    {
        if (augment.JoinProb > 0)
            throw new ArgumentException("augment.join_prob: joined utterances have no labels for the silence between them in pre-training; leave it at 0.");
        if (augment.SpeedFactors.Length > 0)
            throw new ArgumentException("augment.speed_factors: a changed speed would part audio and labels in pre-training; leave it empty.");
        if (train.TrimSilence)
            throw new ArgumentException("train.trim_silence: audio cut at its beginning would be parted from its labels in pre-training; set it false, and cut the recordings before they are labelled.");
    }

    /// <summary>Labels between one frame and the next: 2 for MFCC, 1 for layers of HuBERT (fairseq's <c>feat2tar_ratio</c>).</summary>
    public int LabelsPerFrame { get; }

    public override nn.Module Model => _model;

    public override HubertConfig Config => _model.Config;

    public override Device Device => _model.Device;

    public override void ComputeIn(ScalarType? type) => _model.ComputeIn(type);

    public override string LabelKey => _labels.Summary.Key;

    public override IReadOnlyList<string> StepFigures { get; } = ["masked_loss", "masked_accuracy", "unmasked_accuracy", "masked_share", "top_cluster_share", "top_target_share", "feature_penalty"];

    public override IReadOnlyList<string> DevFigures { get; } = ["dev_loss", "dev_masked_accuracy", "dev_unmasked_accuracy"];

    public override int[] Labels(Utterance utterance) => _labels.TryRead(utterance.Id, out var labels) ? labels : [];

    /// <summary>One frame may be without a label at the end: feature windows of 25 ms do not fit equally often.</summary>
    public override Obstacle? ObstacleTo(int frameCount, int[] labels)
    {
        var labelled = FramesLabelled(labels);
        return labelled >= frameCount - 1 ? null : new Obstacle("labels",
            string.Create(CultureInfo.InvariantCulture, $"{labels.Length} labels at {_labels.RateHz} Hz = {labelled} frames, {frameCount} there; more than one is without. Was the audio changed since it was labelled?"));
    }

    public override LabelledWaveform Present(LabelledWaveform plain, LabelledWaveform augmented, Random draw)
    {
        var (limit, shift) = ((int)(_options.MaxCropSeconds * TrainingData.SampleRateHz), Config.FrameShift);
        if (augmented.Samples.Length <= limit) return augmented;
        var frame = draw.Next((augmented.Samples.Length - limit) / shift + 1);
        return augmented with
        {
            Samples = augmented.Samples.AsSpan(frame * shift, limit).ToArray(),
            Labels = augmented.Labels.AsSpan(Math.Min(frame * LabelsPerFrame, augmented.Labels.Length)).ToArray(),
        };
    }

    public override float HeardSeconds(float seconds) => Math.Min(seconds, (float)_options.MaxCropSeconds);

    public override BatchPlan Plan(Batch batch, Random draw)
    {
        var frames = LabelledFrames(batch);
        var hidden = _mask.Draw(frames, Config.FrameCount(batch.Width), draw);
        var pass = new HubertPass
        {
            SampleCounts = batch.SampleCounts,
            HidePadding = _preprocessor.ReturnAttentionMask,
            MaskedFrames = hidden,
            ConvGradientScale = _options.ConvGradientScale,
            LayerDraw = draw,
        };
        var masked = hidden.Count(isHidden => isHidden);
        return new BatchPlan(pass, (_options.MaskedWeight > 0 ? masked : 0) + (_options.UnmaskedWeight > 0 ? frames.Sum() - masked : 0));
    }

    public override BatchLoss Forward(Batch batch, BatchPlan plan)
    {
        using var scope = NewDisposeScope();
        var (masked, seen) = (Frames(batch, plan, isMasked: true), Frames(batch, plan, isMasked: false));
        Tensor? penalty = null;
        var pass = plan.Pass with { Observe = (stage, values) => { if (stage == "conv") penalty = MeanSquare(values, [.. masked.Positions, .. seen.Positions]).MoveToOuterDisposeScope(); } };
        var waveforms = tensor(batch.Samples, [batch.Count, batch.Width], device: Device);  // [B, S]
        var hidden = _model.call(waveforms, pass);                                          // [B, T, D]
        var masks = Score(hidden, masked, _options.MaskedWeight);
        var sights = Score(hidden, seen, _options.UnmaskedWeight);
        // Held until the native calls are over, as in Codebook.
        using Scalar maskedWeight = _options.MaskedWeight, unmaskedWeight = _options.UnmaskedWeight, penaltyWeight = _options.FeaturePenalty * plan.Weight;
        var ofEach = OfEach(masks.Loss, masked, batch.Count).mul(maskedWeight).add(OfEach(sights.Loss, seen, batch.Count), unmaskedWeight).to(Device); // [B]
        var sum = ofEach.sum().add(penalty!, penaltyWeight);
        var figures = FigureSums.Of(
            ("masked_accuracy", masks.Correct, masked.Clusters.Length),
            ("unmasked_accuracy", sights.Correct, seen.Clusters.Length),
            ("masked_share", masked.Clusters.Length, masked.Clusters.Length + seen.Clusters.Length),
            ("top_cluster_share", masks.MostPredicted, masked.Clusters.Length),
            ("top_target_share", masked.Clusters.CountBy(cluster => cluster).Select(pair => pair.Value).DefaultIfEmpty(0).Max(), masked.Clusters.Length),
            ("feature_penalty", penalty!.item<float>(), 1),
            ("masked_loss", masks.Loss.sum().item<float>(), masked.Clusters.Length));
        return new BatchLoss(sum.MoveToOuterDisposeScope(), ofEach.detach().cpu().data<float>().ToArray(), figures);
    }

    public override string Words(IReadOnlyDictionary<string, double> figures, ValidationReport? latest) => string.Create(CultureInfo.InvariantCulture,
        $"accuracy masked {100 * figures.GetValueOrDefault("masked_accuracy"):0.0}% seen {100 * figures.GetValueOrDefault("unmasked_accuracy"):0.0}%  masked {100 * figures.GetValueOrDefault("masked_share"):0}%");

    /// <summary>Loss and accuracies with masks that are the same every time.</summary>
    public override ValidationReport Validate(int update, DevelopmentSet dev)
    {
        using var _ = no_grad();
        var sums = FigureSums.None;
        var number = 0;
        foreach (var batch in dev.Batches)
        {
            using var scope = NewDisposeScope();
            sums = sums.Plus(Forward(batch, Plan(batch, new Random(Draw.Seed(_validationSeed, number++)))).Figures);
        }

        var means = sums.Means();
        var figures = new Dictionary<string, double>
        {
            ["dev_loss"] = means["masked_loss"],
            ["dev_masked_accuracy"] = means["masked_accuracy"],
            ["dev_unmasked_accuracy"] = means.GetValueOrDefault("unmasked_accuracy"),
        };
        return new ValidationReport(update, figures["dev_loss"], figures, [])
        {
            Words = string.Create(CultureInfo.InvariantCulture,
                $"dev loss {figures["dev_loss"]:0.000} a masked frame, accuracy masked {100 * figures["dev_masked_accuracy"]:0.0}%, seen {100 * figures["dev_unmasked_accuracy"]:0.0}%"),
        };
    }

    public override void Save(string folder) => PretrainingFolder.Save(_model, _preprocessor, folder);

    public override void Restore(string folder) => PretrainingFolder.Restore(_model, folder);

    private int FramesLabelled(int[] labels) => (labels.Length + LabelsPerFrame - 1) / LabelsPerFrame;

    /// <summary>Frames of each row that have a label.</summary>
    private int[] LabelledFrames(Batch batch) => [.. batch.FrameCounts(Config).Zip(batch.Labels, (frames, labels) => Math.Min(frames, FramesLabelled(labels)))];

    private MaskedPrediction Score(Tensor hidden, FrameChoice choice, double weight)
    {
        using var scope = NewDisposeScope();
        // What does not count is only watched.
        using var _ = weight == 0 ? no_grad() : null;
        var frames = hidden.flatten(0, 1).index_select(0, tensor(choice.Positions, device: Device)); // [N, D]
        var score = MaskedPrediction.Of(_model.Head, frames, choice.Clusters);
        return score with { Loss = score.Loss.MoveToOuterDisposeScope() };
    }

    /// <summary>Over the frames that have a label: fairseq cuts the others off first, and padding would thin the mean out.</summary>
    private static Tensor MeanSquare(Tensor values, long[] positions)
    {
        using var scope = NewDisposeScope();
        var numbers = values.to_type(ScalarType.Float32).flatten(0, 1); // [B·T, C]
        return numbers.mul(numbers).mean([1]).index_select(0, tensor(positions, device: values.device)).mean().MoveToOuterDisposeScope();
    }

    private static Tensor OfEach(Tensor losses, FrameChoice choice, int rows) =>
        zeros(rows, device: losses.device).index_add(0, tensor(choice.Rows, device: losses.device), losses, _one); // [B]

    private FrameChoice Frames(Batch batch, BatchPlan plan, bool isMasked)
    {
        var width = Config.FrameCount(batch.Width);
        var (positions, clusters, rows) = (new List<long>(), new List<long>(), new List<long>());
        var counts = LabelledFrames(batch);
        for (var row = 0; row < batch.Count; row++)
        {
            for (var frame = 0; frame < counts[row]; frame++)
            {
                if (plan.Pass.MaskedFrames![row * width + frame] != isMasked) continue;
                positions.Add(row * width + frame);
                clusters.Add(batch.Labels[row][frame * LabelsPerFrame]);
                rows.Add(row);
            }
        }

        return new FrameChoice([.. positions], [.. clusters], [.. rows]);
    }

    /// <summary>Some frames of a batch: where they stand in [B·T], their clusters, and whose they are.</summary>
    private sealed record FrameChoice(long[] Positions, long[] Clusters, long[] Rows);
}
