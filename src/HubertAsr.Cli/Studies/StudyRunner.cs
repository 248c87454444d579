using HubertAsr.Cli.Recipes;
using HubertAsr.Cli.Stages;

namespace HubertAsr.Cli.Studies;

/// <summary>Runs the studies of a recipe: the stages before training once for all runs that agree on them, then run after run, then one table.</summary>
/// <param name="context">The recipe itself and the run folder of the whole.</param>
/// <param name="overrides">What <c>--set</c> says.</param>
internal sealed class StudyRunner(StageContext context, IReadOnlyList<string> overrides)
{
    /// <summary>What a dry run says beside the recipe.</summary>
    public void Plan()
    {
        foreach (var run in Runs().SelectMany(study => study.Runs)) context.Terminal.Output.WriteLine($"# study run: {run.Label} in {run.Folder}");
    }

    /// <param name="from">The first stage; null: of all.</param>
    /// <param name="to">The last stage of every run; null: of all.</param>
    /// <returns>Done when every run is; else the code of the first that gave up.</returns>
    public int Run(string? from, string? to)
    {
        var studies = Runs();
        if (from is null || IsShared(from))
        {
            var code = new StageRunner(context).Run(from, to is not null && IsShared(to) ? to : LastShared());
            if (code != ExitCode.Done || IsShared(to)) return code;
            from = null;
        }

        var first = ExitCode.Done;
        foreach (var (study, runs) in studies)
        {
            var table = new StudyTable(study);
            foreach (var run in runs)
            {
                var ended = Run(run, from, to);
                if (first == ExitCode.Done) first = ended;
                table.Add(run, ended);
                table.Write(Path.Combine(context.Folder.Root, "study", study.Name, "table.csv"));
            }
            foreach (var line in table.Lines()) context.Terminal.Output.WriteLine(line);
        }
        return first;
    }

    private static bool IsShared(string? stage) => StageRunner.Shared.Any(shared => shared.Name == stage);

    private string LastShared() => StageRunner.Shared.Last(stage => stage.IsWanted(context)).Name;

    /// <summary>Everything is read before anything runs: a mistake in the last setting is known at once.</summary>
    private List<(StudyOptions Study, List<StudyRun> Runs)> Runs() =>
        [.. context.Recipe.Sections<StudyOptions>().Select(study => (study, StudyRun.Of(study, context.Recipe.Path, overrides, context.Folder.Root).ToList()))];

    private int Run(StudyRun run, string? from, string? to)
    {
        context.Terminal.Say($"study: {run.Label}");
        var folder = new RunFolder(run.Folder) { SharedRoot = Shares(run.Recipe) ? context.Folder.Root : null };
        Directory.CreateDirectory(folder.Root);
        var own = context with { Recipe = run.Recipe, Folder = folder };
        File.WriteAllText(folder.Recipe, run.Recipe.Print());
        RunRecord.Of(own).Write(folder.Record);
        return new StageRunner(own).Run(folder.SharedRoot is null ? null : from, to);
    }

    /// <summary>Whether a run's data, vocabulary and language model are the recipe's own.</summary>
    private bool Shares(RecipeFile recipe)
    {
        var sections = StageRunner.Shared.SelectMany(stage => stage.Sections).Distinct().ToArray();
        return recipe.Fingerprint(sections) == context.Recipe.Fingerprint(sections);
    }
}
