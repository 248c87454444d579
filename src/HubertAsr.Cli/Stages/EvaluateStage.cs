using HubertAsr.Cli.Commands;
using HubertAsr.Cli.Recognition;
using HubertAsr.Corpora;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Cli.Stages;

/// <summary>The run's model and the test splits → <c>evaluation/hypotheses.tsv</c> and the <c>%CER</c> lines.</summary>
internal sealed class EvaluateStage : Stage
{
    public override string Name => "evaluate";

    public override IReadOnlyList<Type> Sections { get; } = [typeof(DecodeOptions), typeof(EvaluateOptions)];

    public override IEnumerable<string> Sources(StageContext context)
    {
        var decode = context.Recipe.Section<DecodeOptions>();
        return new[] { decode.Lm, decode.UnitLm, decode.Lexicon, decode.Hotwords, decode.Calibration }.Where(path => !string.IsNullOrEmpty(path)).Select(path => path!);
    }

    public override IEnumerable<string> Outcome(RunFolder folder) => [folder.Hypotheses, folder.ScoreLines];

    public override int Run(StageContext context)
    {
        var options = context.Recipe.Section<EvaluateOptions>();
        using var model = AcousticModel.Load(context.Folder.Model, ComputeDevice.Open(context.Device, context.Threads));
        using var decoder = new EmissionsDecoder(CtcVocabulary.Load(context.Folder.Model), LanguageModelStage.SearchOf(context.Recipe, context.Folder), Evaluator.Candidates, EmissionsDecoder.SecondVocabulary(context.Folder.Model));
        var evaluator = new Evaluator(model, decoder, context.Terminal)
        {
            Options = options,
            Policy = ScoringArguments.Policy(options.Policy),
            NamedCorpora = NamedCorpora(context),
        };
        var result = evaluator.Run(context.Folder.Manifest, context.Folder.Evaluation, context.Stop);
        foreach (var set in result.Sets.Where(set => set.EmptyReferences.Count > 0))
            context.Terminal.Say($"{set.Name}: {set.EmptyReferences.Count} empty references left out");

        new TestSetGate(options.TestSets).Say(result.Matched.References, result.Sets, options.Policy, context.Terminal);
        File.WriteAllLines(context.Folder.ScoreLines, result.Sets.SelectMany(set => set.KaldiLines()));
        File.WriteAllLines(context.Folder.BestPathLines, result.BestPathSets.SelectMany(set => set.KaldiLines()));
        if (options.Control) WriteControl(context, result);
        return ExitCode.Done;
    }

    private static void WriteControl(StageContext context, EvaluationResult result)
    {
        var seconds = result.Recognized.ToDictionary(item => item.Utterance.Id, item => item.Utterance.DurationSeconds);
        var exchanged = result.Sets.Where(ExchangedAudio.IsPossible).Select(set => ExchangedAudio.Score(set, seconds)).ToList();
        File.WriteAllLines(context.Folder.ControlLines, exchanged.SelectMany(set => set.KaldiLines()));
        foreach (var set in result.Sets.Where(set => !ExchangedAudio.IsPossible(set))) context.Terminal.Say($"control: {set.Name}: one sentence only, nothing to exchange");
        foreach (var set in exchanged)
            context.Terminal.Say(FormattableString.Invariant($"control: {set.Name}: CER without spaces {100 * set.Total.CerWithoutSpaces.Rate:0.0}%"));
    }

    internal static IReadOnlySet<string> NamedCorpora(StageContext context) =>
        context.Recipe.Sections<CorpusOptions>().Select(corpus => corpus.Name).Where(name => name.Length > 0).ToHashSet();
}
