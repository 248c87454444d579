using HubertAsr.Corpora;
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
        var texts = TrainTexts(context.Folder.Manifest);
        var vocabulary = options.Unit == "jamo" ? CtcVocabulary.ForJamo(texts, options) : CtcVocabulary.ForSyllables(texts, options);
        vocabulary.Save(context.Folder.Tokenizer);
        var tokenizer = CtcTokenizer.Create(vocabulary);
        var unknown = texts.Sum(text => tokenizer.EncodeLabels(text).LongCount(label => label == vocabulary.UnknownId));
        context.Terminal.Say($"tokenizer: {vocabulary.Count} tokens of {options.Unit}; {unknown} letters of the training texts are unknown ([UNK])");
        return ExitCode.Done;
    }

    private static IEnumerable<string> TrainTexts(string manifest) =>
        Manifest.Read(manifest).Where(utterance => utterance.Split == "train").Select(utterance => utterance.Text);
}
