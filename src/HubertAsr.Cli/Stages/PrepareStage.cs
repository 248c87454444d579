using HubertAsr.Corpora;
using HubertAsr.Text;

namespace HubertAsr.Cli.Stages;

/// <summary>Archives as delivered → <c>data/manifest.csv</c>.</summary>
internal sealed class PrepareStage : Stage
{
    public override string Name => "prepare";

    public override IReadOnlyList<Type> Sections { get; } = [typeof(CorpusOptions), typeof(NormalizationOptions)];

    public override IEnumerable<string> Sources(StageContext context) =>
        context.Recipe.Sections<CorpusOptions>().SelectMany(corpus => corpus.Split is { } split ? [.. corpus.Sources, split] : corpus.Sources);

    public override IEnumerable<string> Outcome(RunFolder folder) => [folder.Manifest];

    public override int Run(StageContext context)
    {
        var corpora = context.Recipe.Sections<CorpusOptions>();
        if (corpora.Count == 0) throw new ArgumentException($"{context.Recipe.Path}: no [[corpus]]; at least one, with its sources, was expected.");
        var request = new PreparationRequest { Corpora = corpora, Text = context.Recipe.Section<NormalizationOptions>(), OutFolder = context.Folder.Data };
        return PreparationStory.Verdict(new PreparationStory(context.Terminal).Run(request, context.Stop), corpora, context.Terminal);
    }
}
