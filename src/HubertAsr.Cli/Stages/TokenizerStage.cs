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
        var texts = Manifest.Read(context.Folder.Manifest).Where(utterance => utterance.Split == "train").Select(utterance => utterance.Text);
        var vocabulary = options.Unit == "jamo" ? CtcVocabulary.ForJamo(texts, options) : CtcVocabulary.ForSyllables(texts, options);
        vocabulary.Save(context.Folder.Tokenizer);
        context.Terminal.Say($"tokenizer: {vocabulary.Count} tokens of {options.Unit}");
        return ExitCode.Done;
    }
}
