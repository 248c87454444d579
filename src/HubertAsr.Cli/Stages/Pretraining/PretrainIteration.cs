using HubertAsr.Cli.Recipes;
using HubertAsr.Models;
using HubertAsr.Training;
using HubertAsr.Training.Pretraining;

namespace HubertAsr.Cli.Stages.Pretraining;

/// <summary>One <c>[[pretrain]]</c> of a recipe: features → k-means → train.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Options">Its options.</param>
internal sealed record PretrainIteration(int Number, PretrainOptions Options)
{
    /// <summary>The stages of pre-training, all iterations in turn.</summary>
    public static IReadOnlyList<Stage> Stages(StageContext context)
    {
        var iterations = context.Recipe.Sections<PretrainOptions>().Select((options, index) => new PretrainIteration(index + 1, options)).ToList();
        foreach (var iteration in iterations) iteration.Check(context.Recipe);
        return [new PrepareStage(), .. iterations.SelectMany(iteration => new Stage[] { new FeaturesStage(iteration), new KMeansStage(iteration), new PretrainStage(iteration, iterations.Count) })];
    }

    public string FeaturesFolder(RunFolder folder) => Path.Combine(folder.Iteration(Number), "features");

    public string Codebook(RunFolder folder) => Path.Combine(folder.Iteration(Number), "codebook.safetensors");

    public string LabelsFolder(RunFolder folder) => Path.Combine(folder.Iteration(Number), "labels");

    public string Training(RunFolder folder) => Path.Combine(folder.Iteration(Number), "train");

    public string Model(RunFolder folder) => Path.Combine(folder.Iteration(Number), "model");

    public string Name(string stage) => $"{stage}.{Number}";

    /// <summary>The model of the iteration before; null in the first.</summary>
    public string? PreviousModel(RunFolder folder) => Number > 1 ? new PretrainIteration(Number - 1, Options).Model(folder) : null;

    /// <summary>Also sets device and threads of whatever is computed next.</summary>
    public FrameFeatures OpenFeatures(StageContext context)
    {
        var device = ComputeDevice.Open(context.Device, context.Threads);
        if (Options.Features == TargetFeatures.Mfcc) return new MfccFeatures(context.Threads);
        return new HubertLayerFeatures(GivenModel(context.Recipe) ?? PreviousModel(context.Folder)!, Options.Layer, device);
    }

    /// <summary>The model from outside the run whose layer is clustered; null for cepstra, and where it is the model of the iteration before.</summary>
    public string? GivenModel(RecipeFile recipe) => Options.Features == TargetFeatures.Mfcc ? null : Options.FeatureModel ?? (Number == 1 ? recipe.Section<ModelOptions>().Init : null);

    /// <summary>What would only be found out after features and clusters were paid for.</summary>
    private void Check(RecipeFile recipe)
    {
        var (model, train) = (recipe.Section<ModelOptions>(), recipe.Section<TrainOptions>());
        MaskedPredictionObjective.CheckLengthsStay(recipe.Section<AugmentOptions>(), train);
        if (Number == 1 && Options.Features == TargetFeatures.Layer && string.IsNullOrEmpty(GivenModel(recipe)))
            throw new ArgumentException($"{recipe.Path}: the first [[pretrain]] clusters a layer, and there is no model before it; feature_model or [model] init was expected. Set features = \"mfcc\" to begin from nothing.");
        var beginsAnew = string.IsNullOrEmpty(model.Init) && !(Options.KeepWeights && Number > 1);
        if (beginsAnew && train.FreezeConvEncoder)
            throw new ArgumentException($"{recipe.Path}: train.freeze_conv_encoder is true, as fine-tuning wants it, but in [[pretrain]] {Number} the front end begins from random weights and would stay random. Set freeze_conv_encoder = false in [train].");
    }

    /// <summary>A name for its own options, so that another iteration's do not undo it.</summary>
    public string Fingerprint(StageContext context, params Type[] sections) => RecipeFile.Fingerprint(Options) + (sections.Length > 0 ? context.Recipe.Fingerprint(sections) : "");
}
