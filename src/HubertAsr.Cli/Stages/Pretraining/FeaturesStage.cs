using HubertAsr.Training.Pretraining;

namespace HubertAsr.Cli.Stages.Pretraining;

/// <summary>Manifest → a share of the frames of its training audio, on disk.</summary>
internal sealed class FeaturesStage(PretrainIteration iteration) : Stage
{
    public override string Name => iteration.Name("features");

    public override IReadOnlyList<Type> Sections { get; } = [typeof(PretrainOptions)];

    public override string OptionsFingerprint(StageContext context) => iteration.Fingerprint(context) + iteration.GivenModel(context.Recipe);

    public override IEnumerable<string> Sources(StageContext context) => new[] { iteration.GivenModel(context.Recipe), iteration.Options.Codebook }.OfType<string>();

    public override IEnumerable<string> Outcome(RunFolder folder) => [iteration.FeaturesFolder(folder)];

    public override int Run(StageContext context)
    {
        var folder = iteration.FeaturesFolder(context.Folder);
        if (iteration.Options.Codebook is { } codebook)
        {
            Directory.CreateDirectory(folder);
            context.Terminal.Say($"{Name}: none needed; the clusters are those of {codebook}");
            return ExitCode.Done;
        }

        using var features = iteration.OpenFeatures(context);
        var extraction = new FeatureExtraction(features, iteration.Options.SampleShare, iteration.Options.ClusterSeed);
        var summary = extraction.Run(context.Folder.Manifest, folder, utterances => context.Terminal.Detail($"{Name}: {utterances} utterances"), context.Stop);
        context.Terminal.Say(FormattableString.Invariant($"{Name}: {summary.Frames} frames of {summary.Dimension} numbers ({features.Description}) from {summary.Utterances} utterances"));
        if (summary.TooShort + summary.Silent > 0)
            context.Terminal.Say($"{Name}: without frames: {summary.TooShort} too short, {summary.Silent} silent: {string.Join(", ", summary.Examples)}");
        if (summary.SourceRates.Count > 1)
            context.Terminal.Say($"{Name}: files of several rates ({string.Join(", ", summary.SourceRates.Select(rate => $"{rate.Value} at {rate.Key} Hz"))}) brought to 16 kHz: clusters may tell bands instead of sounds. Pre-train on one of them, or on enough of each.");
        return ExitCode.Done;
    }
}
