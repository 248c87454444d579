using HubertAsr.Cli.Commands;
using HubertAsr.Cli.Recognition;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Reports;
using HubertAsr.Models;

namespace HubertAsr.Cli.Stages;

/// <summary>What the evaluation left → <c>evaluation/report.html</c> with its tables and pictures, and a model card beside the model.</summary>
internal sealed class ReportStage : Stage
{
    public override string Name => "report";

    public override IReadOnlyList<Type> Sections { get; } = [typeof(ReportOptions), typeof(EvaluateOptions)];

    public override IEnumerable<string> Outcome(RunFolder folder) => [folder.Report];

    public override int Run(StageContext context)
    {
        var options = context.Recipe.Section<EvaluateOptions>();
        var corpora = EvaluateStage.NamedCorpora(context);
        var report = new EvaluationReporter(context.Folder.Manifest, context.Folder.Evaluation)
        {
            Evaluate = options,
            Report = context.Recipe.Section<ReportOptions>(),
            Policy = ScoringArguments.Policy(options.Policy),
            NamedCorpora = corpora,
            TestSets = new TestSetGate(options.TestSets),
            Title = context.Recipe.Name,
            Metrics = Path.Combine(context.Folder.Training, "metrics.csv"),
        }.Write();
        var card = new ModelCardFacts(context.Recipe.Name, BaseModel(context), string.Join(", ", corpora), context.Recipe.Source);
        File.WriteAllText(Path.Combine(context.Folder.Model, "README.md"), ModelCard.Write(card, report));
        return ExitCode.Done;
    }

    // A published model by its id; a folder of one's own by its last name, for the path is nobody else's business.
    private static string BaseModel(StageContext context) =>
        context.Recipe.Section<ModelOptions>().Init is { } start ? Path.IsPathRooted(start) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(start)) : start : "";
}
