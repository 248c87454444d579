using HubertAsr.Corpora;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Cli.Stages;

/// <summary>The training transcripts → <c>tokenizer/vocab.json</c>.</summary>
internal sealed class TokenizerStage : Stage
{
    public override string Name => "tokenizer";

    public override IReadOnlyList<Type> Sections { get; } = [typeof(TokenizerOptions)];

    public override IEnumerable<string> Outcome(RunFolder folder) => [Path.Combine(folder.Tokenizer, "vocab.json")];

    public override int Run(StageContext context)
    {
        var options = context.Recipe.Section<TokenizerOptions>();
        var second = SecondHead.FolderOf(context.Folder.Tokenizer);
        if (Directory.Exists(second)) Directory.Delete(second, recursive: true);
        Make(options.Unit, context.Folder.Tokenizer, context);
        if (options.SecondUnit is { } unit) Make(unit, second, context);
        return ExitCode.Done;
    }

    private static void Make(string unit, string folder, StageContext context)
    {
        var options = context.Recipe.Section<TokenizerOptions>();
        var texts = TrainTexts(context.Folder.Manifest);
        var vocabulary = unit == "jamo" ? CtcVocabulary.ForJamo(texts, options) : CtcVocabulary.ForSyllables(texts, options);
        vocabulary.Save(folder);
        var tokenizer = CtcTokenizer.Create(vocabulary);
        var unknown = texts.Sum(text => tokenizer.EncodeLabels(text).LongCount(label => label == vocabulary.UnknownId));
        context.Terminal.Say($"tokenizer: {vocabulary.Count} tokens of {unit}; {unknown} letters of the training texts are unknown ([UNK])");
    }

    private static IEnumerable<string> TrainTexts(string manifest) =>
        Manifest.Read(manifest).Where(utterance => utterance.Split == "train").Select(utterance => utterance.Text);
}
