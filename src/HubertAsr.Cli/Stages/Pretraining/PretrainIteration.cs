using HubertAsr.Models;
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

    /// <exception cref="ArgumentException">A layer was asked for, and there is no model to take it from.</exception>
    public FrameFeatures OpenFeatures(StageContext context)
    {
        if (Options.Features == TargetFeatures.Mfcc) return new MfccFeatures();
        var model = Options.FeatureModel ?? PreviousModel(context.Folder) ?? context.Recipe.Section<ModelOptions>().Init
            ?? throw new ArgumentException($"{context.Recipe.Path}: the first [[pretrain]] clusters a layer, and there is no model before it; feature_model or [model] init was expected. Set features = \"mfcc\" to begin from nothing.");
        return new HubertLayerFeatures(model, Options.Layer, ComputeDevice.Open(context.Device, context.Threads));
    }

    /// <summary>A name for its own options, so that another iteration's do not undo it.</summary>
    public string Fingerprint(StageContext context, params Type[] sections) => Recipes.RecipeFile.Fingerprint(Options) + (sections.Length > 0 ? context.Recipe.Fingerprint(sections) : "");
}
