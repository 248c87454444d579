using HubertAsr.Cli.Recipes;
using HubertAsr.Corpora;
using HubertAsr.Decoding;

namespace HubertAsr.Cli.Stages;

/// <summary>The training transcripts, or a text of one's own → <c>lm/lm.bin</c>, which the evaluation decodes with.</summary>
internal sealed class LanguageModelStage : Stage
{
    public override string Name => "lm";

    public override IReadOnlyList<Type> Sections { get; } = [typeof(LanguageModelOptions)];

    public override bool IsWanted(StageContext context) => IsWanted(context.Recipe);

    public override IEnumerable<string> Sources(StageContext context) => new[] { context.Recipe.Section<LanguageModelOptions>().Text }.OfType<string>();

    public override IEnumerable<string> Outcome(RunFolder folder) => [folder.LanguageModel];

    public override int Run(StageContext context)
    {
        var options = context.Recipe.Section<LanguageModelOptions>();
        Directory.CreateDirectory(Path.GetDirectoryName(context.Folder.LanguageModel)!);
        var arpa = context.Folder.LanguageModel + ".arpa";
        var builder = new NGramModelBuilder(options, arpa);
        var report = options.Text is { } text
            ? builder.Build(text, context.Stop)
            : builder.Build(TrainTexts(context.Folder.Manifest), context.Folder.Manifest, context.Stop);
        LanguageModelConverter.Convert(arpa, context.Folder.LanguageModel);
        File.Delete(arpa);
        context.Terminal.Say(FormattableString.Invariant($"lm: {report.Sentences} sentences, {report.Tokens} tokens, {string.Join(" + ", report.Counts)} n-grams"));
        return ExitCode.Done;
    }

    /// <summary>How a run decodes: a language model that its recipe names wins over the one it builds.</summary>
    public static DecodeOptions SearchOf(RecipeFile recipe, RunFolder folder)
    {
        var decode = recipe.Section<DecodeOptions>();
        return string.IsNullOrEmpty(decode.Lm) && IsWanted(recipe) ? decode with { Lm = folder.LanguageModel } : decode;
    }

    private static bool IsWanted(RecipeFile recipe) => recipe.Section<LanguageModelOptions>().Order > 0;

    private static IEnumerable<string> TrainTexts(string manifest) =>
        Manifest.Read(manifest).Where(utterance => utterance.Split == "train").Select(utterance => utterance.Text);
}
