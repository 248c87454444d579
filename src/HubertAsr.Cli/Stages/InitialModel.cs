using HubertAsr.Models;
using HubertAsr.Training;

namespace HubertAsr.Cli.Stages;

/// <summary>The model that a recipe's <c>[model]</c> starts from: a folder, or fresh weights of a size or configuration.</summary>
internal static class InitialModel
{
    /// <param name="context">The recipe.</param>
    /// <param name="vocabularySize">Tokens of the CTC head; null: as the model or its configuration says.</param>
    public static LoadedModel Open(StageContext context, int? vocabularySize = null) => ModelFolder.Start(context.Recipe.Section<ModelOptions>(), new ModelLoading
    {
        Device = ComputeDevice.Open(context.Device, context.Threads),
        VocabularySize = vocabularySize,
        Options = context.Recipe.Section<ModelOptions>(),
        Seed = context.Recipe.Section<TrainOptions>().Seed,
    });
}
