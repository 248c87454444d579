using HubertAsr.Models;
using HubertAsr.Text;
using HubertAsr.Training;

namespace HubertAsr.Cli.Stages;

/// <summary>Manifest, vocabulary and a HuBERT → <c>train/checkpoints</c> and <c>model</c>.</summary>
internal sealed class TrainStage : Stage
{
    public override string Name => "train";

    public override IReadOnlyList<Type> Sections { get; } = [typeof(ModelOptions), typeof(AugmentOptions), typeof(TrainOptions)];

    public override IEnumerable<string> Sources(StageContext context)
    {
        var options = context.Recipe.Section<ModelOptions>();
        return new[] { options.Init, options.Config }.OfType<string>();
    }

    public override IEnumerable<string> Outcome(RunFolder folder) => [Path.Combine(folder.Model, ModelFolder.ConfigFile)];

    public override int Run(StageContext context)
    {
        ModelPublication.SetAside(context, Name, context.Folder.Training);
        var tokenizer = CtcTokenizer.Create(CtcVocabulary.Load(context.Folder.Tokenizer));
        using var start = InitialModel.Open(context, tokenizer.Vocabulary.Count);
        foreach (var note in start.Notes) context.Terminal.Say(note);
        using var second = OpenSecond(context, start.Model);
        var view = new TrainingView(context.Terminal);
        var trainer = new Trainer(Job(context, Objective(context, start, tokenizer, second), start.Preprocessor), view);
        var result = view.Watch(() => trainer.Run(context.Stop));
        if (result.Stopped is { } why)
        {
            context.Terminal.Complain($"train: {why}");
            return ExitCode.CheckFailed;
        }

        ModelPublication.Publish(result.BestFolder, context.Folder.Model);
        context.Terminal.Say(FormattableString.Invariant($"train: {result.Updates} updates, best dev CER {100 * result.Best!.Cer:0.00}%, model in {context.Folder.Model}"));
        return ExitCode.Done;
    }

    private static CtcObjective Objective(StageContext context, LoadedModel start, CtcTokenizer tokenizer, SecondHead? second)
        => new(start.Model, start.Preprocessor, tokenizer, context.Recipe.Section<TrainOptions>(), context.Recipe.Section<AugmentOptions>())
        {
            Second = second is null ? null : new SecondTask(second, SecondTokenizer(context)),
        };

    private static CtcTokenizer SecondTokenizer(StageContext context) => CtcTokenizer.Create(CtcVocabulary.Load(SecondHead.FolderOf(context.Folder.Tokenizer)));

    /// <summary>The second head that the recipe asks for: the initial model's if it fits, else a new one.</summary>
    private static SecondHead? OpenSecond(StageContext context, HubertForCtc model)
    {
        if (context.Recipe.Section<TokenizerOptions>().SecondUnit is null) return null;
        var size = SecondTokenizer(context).Vocabulary.Count;
        var found = context.Recipe.Section<ModelOptions>().Init is { Length: > 0 } init ? SecondHead.Load(ModelPath.Resolve(init), model.Config, model.Device) : null;
        if (found?.VocabularySize == size) return found;
        found?.Dispose();
        return SecondHead.Fresh(model.Config, size, context.Recipe.Section<TrainOptions>().Seed, model.Device);
    }

    private static TrainingJob Job(StageContext context, CtcObjective objective, PreprocessorConfig preprocessor) => new()
    {
        Objective = objective,
        Preprocessor = preprocessor,
        TrainManifest = context.Folder.Manifest,
        DevManifest = context.Folder.Manifest,
        Folder = context.Folder.Training,
        Train = context.Recipe.Section<TrainOptions>(),
        Augment = context.Recipe.Section<AugmentOptions>(),
        Resume = context.IsResuming,
    };
}
