using HubertAsr.Training.Pretraining;

namespace HubertAsr.Cli.Stages.Pretraining;

/// <summary>Sampled frames → clusters → the cluster of every frame, and what the clusters are worth before compute is spent on them.</summary>
internal sealed class KMeansStage(PretrainIteration iteration) : Stage
{
    public override string Name => iteration.Name("kmeans");

    public override IReadOnlyList<Type> Sections { get; } = [typeof(PretrainOptions)];

    public override string OptionsFingerprint(StageContext context) => iteration.Fingerprint(context);

    public override IEnumerable<string> Sources(StageContext context) => new[] { iteration.Options.Recogniser }.OfType<string>();

    public override IEnumerable<string> Outcome(RunFolder folder) => [iteration.Codebook(folder), iteration.LabelsFolder(folder)];

    public override int Run(StageContext context)
    {
        // First: it sets the threads that clustering takes.
        using var features = iteration.OpenFeatures(context);
        var codebook = iteration.Options.Codebook is { } given ? Codebook.Load(given) : Fit(context);
        codebook.Save(iteration.Codebook(context.Folder));
        var summary = new FrameLabeling(features, codebook).Run(
            context.Folder.Manifest, iteration.LabelsFolder(context.Folder), utterances => context.Terminal.Detail($"{Name}: {utterances} utterances labelled"), context.Stop);
        return Judge(context, summary);
    }

    private Codebook Fit(StageContext context)
    {
        using var sample = FrameSample.Open(iteration.FeaturesFolder(context.Folder));
        var clustering = new MiniBatchKMeans(iteration.Options).Fit(
            sample, (step, inertia) => context.Terminal.Detail(FormattableString.Invariant($"{Name}: step {step}, {inertia:G5} a frame")), context.Stop);
        context.Terminal.Say(FormattableString.Invariant($"{Name}: {clustering.Codebook.ClusterCount} clusters of {sample.FrameCount} frames after {clustering.Steps} mini-batches, squared distance {clustering.InertiaPerFrame:G5} a frame"));
        return clustering.Codebook;
    }

    private int Judge(StageContext context, LabelSummary summary)
    {
        var use = ClusterUse.Of(summary.Counts);
        context.Terminal.Output.WriteLine(FormattableString.Invariant(
            $"{Name}: {summary.Frames} frames, {use.Used} of {use.Clusters} clusters in use, entropy {use.Entropy:F2} of {Math.Log(use.Clusters):F2} nats (perplexity {use.Perplexity:F1}), the largest holds {100 * use.TopShare:F1} %"));
        using var labels = FrameLabels.Open(iteration.LabelsFolder(context.Folder));
        using var letters = new LetterFrames(iteration.Options.Recogniser);
        var quality = TargetQuality.Of(letters.Count(context.Folder.Manifest, labels));
        context.Terminal.Output.WriteLine(quality.Frames == 0
            ? $"{Name}: nothing is transcribed, so nobody can say what the clusters tell of letters"
            : FormattableString.Invariant($"{Name}: PNMI {quality.Pnmi:F3}, phone purity {quality.PhonePurity:F3}, cluster purity {quality.ClusterPurity:F3} against {(iteration.Options.Recogniser is null ? "letters spread evenly over each utterance (too low: set recogniser for an alignment)" : "letters aligned by force")}"));
        if (!use.IsCollapsed) return ExitCode.Done;
        context.Terminal.Complain(FormattableString.Invariant(
            $"alarm collapse: one cluster holds {100 * use.TopShare:F1} % of the frames; predicting it is no task, and training is not begun. Is most of the audio silence? Cut it with 'prepare', or ask for more clusters."));
        return ExitCode.CheckFailed;
    }
}
