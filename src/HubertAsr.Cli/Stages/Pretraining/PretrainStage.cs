using HubertAsr.Models;
using HubertAsr.Training;
using HubertAsr.Training.Pretraining;

namespace HubertAsr.Cli.Stages.Pretraining;

/// <summary>Labels and a HuBERT → a HuBERT that predicts them; the last iteration's is the run's model.</summary>
/// <param name="iteration">Which one.</param>
/// <param name="count">Iterations in all.</param>
internal sealed class PretrainStage(PretrainIteration iteration, int count) : Stage
{
    public override string Name => iteration.Name("train");

    public override IReadOnlyList<Type> Sections { get; } = [typeof(PretrainOptions), typeof(ModelOptions), typeof(AugmentOptions), typeof(TrainOptions)];

    public override string OptionsFingerprint(StageContext context) => iteration.Fingerprint(context, typeof(ModelOptions), typeof(AugmentOptions), typeof(TrainOptions));

    public override IEnumerable<string> Sources(StageContext context)
    {
        var options = context.Recipe.Section<ModelOptions>();
        return new[] { options.Init, options.Config }.OfType<string>();
    }

    public override IEnumerable<string> Outcome(RunFolder folder) => [Path.Combine(iteration.Model(folder), ModelFolder.ConfigFile)];

    public override int Run(StageContext context)
    {
        var training = iteration.Training(context.Folder);
        ModelPublication.SetAside(context, Name, training);
        using var labels = FrameLabels.Open(iteration.LabelsFolder(context.Folder));
        using var start = Start(context);
        foreach (var note in start.Notes.Where(_ => !start.HeadIsNew)) context.Terminal.Say(note);
        using var model = new HubertForPretraining(start.Model, Head(context, start.Model, labels));
        var train = context.Recipe.Section<TrainOptions>();
        train = train with { MaxUpdates = iteration.Options.MaxUpdates ?? train.MaxUpdates };
        var augment = context.Recipe.Section<AugmentOptions>();
        var view = new TrainingView(context.Terminal);
        var result = view.Watch(() => new Trainer(new TrainingJob
        {
            Objective = new MaskedPredictionObjective(model, start.Preprocessor, labels, iteration.Options, augment, train),
            Preprocessor = start.Preprocessor,
            TrainManifest = context.Folder.Manifest,
            DevManifest = context.Folder.Manifest,
            Folder = training,
            Train = train,
            Augment = augment,
            Resume = context.IsResuming,
        }, view).Run(context.Stop));
        if (result.Stopped is { } why)
        {
            context.Terminal.Complain($"{Name}: {why}");
            return ExitCode.CheckFailed;
        }

        Publish(context, result);
        return ExitCode.Done;
    }

    private LoadedModel Start(StageContext context) => iteration.Options.KeepWeights && iteration.PreviousModel(context.Folder) is { } previous
        ? ModelFolder.Load(previous, new ModelLoading { Device = ComputeDevice.Open(context.Device, context.Threads), Options = context.Recipe.Section<ModelOptions>() })
        : InitialModel.Open(context);

    /// <summary>A new head; with clusters taken over from an earlier pre-training, the head that lies beside the weights it goes on with.</summary>
    private MaskedPredictionHead Head(StageContext context, HubertForCtc start, FrameLabels labels)
    {
        var options = iteration.Options;
        var seed = context.Recipe.Section<TrainOptions>().Seed + iteration.Number;
        var head = new MaskedPredictionHead(start.Config.HiddenSize, (labels.ClusterCount, options.ProjectionSize), options.Temperature, seed, start.Device);
        var init = context.Recipe.Section<ModelOptions>().Init;
        if (options.Codebook is null || string.IsNullOrEmpty(init)) return head;
        var folder = ModelPath.Resolve(init);
        if (!File.Exists(Path.Combine(folder, PretrainingFolder.HeadFile))) return head;
        PretrainingFolder.RestoreHead(head, folder);
        context.Terminal.Say($"{Name}: goes on with the head of {folder}");
        return head;
    }

    private void Publish(StageContext context, TrainingResult result)
    {
        var model = iteration.Model(context.Folder);
        ModelPublication.Publish(result.BestFolder, model);
        File.Copy(iteration.Codebook(context.Folder), Path.Combine(model, "codebook.safetensors"), overwrite: true);
        var figures = result.Best!.Figures;
        context.Terminal.Output.WriteLine(FormattableString.Invariant(
            $"{Name}: {result.Updates} updates, dev accuracy {100 * figures["dev_masked_accuracy"]:F1} % of masked frames, {100 * figures["dev_unmasked_accuracy"]:F1} % of seen ones, loss {figures["dev_loss"]:F3}"));
        if (iteration.Number < count) return;
        ModelPublication.Publish(model, context.Folder.Model);
        context.Terminal.Output.WriteLine($"model: {Path.GetRelativePath(Environment.CurrentDirectory, context.Folder.Model)}");
    }
}
