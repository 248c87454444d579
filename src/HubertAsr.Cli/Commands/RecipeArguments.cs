using System.CommandLine;
using HubertAsr.Cli.Recipes;
using HubertAsr.Cli.Stages;
using HubertAsr.Cli.Stages.Pretraining;
using HubertAsr.Cli.Studies;
using HubertAsr.Training.Pretraining;

namespace HubertAsr.Cli.Commands;

/// <summary>What every verb that runs a recipe is told on the command line, and how it runs.</summary>
internal sealed class RecipeArguments
{
    private readonly Argument<string> _recipe = new("RECIPE") { Description = "A recipe's folder, or its recipe.toml" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Another value for one option; repeatable",
        HelpName = "section.key=value",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _out = new("--out") { Description = "The run folder [default: runs/RECIPE]", HelpName = "DIR" };

    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with a training that did not finish" };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the plan as a full recipe with every default filled in; touch nothing" };

    public void AddTo(Command command)
    {
        command.Add(_recipe);
        foreach (var option in new Option[] { _set, _out, _resume, _dryRun }) command.Add(option);
    }

    /// <summary>The recipe with what <c>--set</c> changes.</summary>
    public RecipeFile Load(ParseResult arguments) => RecipeFile.Load(arguments.GetRequiredValue(_recipe), arguments.GetValue(_set)!);

    /// <param name="arguments">The parsed command line.</param>
    /// <param name="terminal">Where the story goes.</param>
    /// <param name="stages">The first and the last stage to run; null: of all.</param>
    /// <param name="stop">Ends the run as soon as nothing is lost by it.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public int Run(ParseResult arguments, Terminal terminal, (string? From, string? To) stages, CancellationToken stop)
    {
        var overrides = arguments.GetValue(_set)!;
        var recipe = Load(arguments);
        var folder = new RunFolder(Path.GetFullPath(arguments.GetValue(_out) ?? Path.Combine("runs", recipe.Name)));
        var context = new StageContext(recipe, folder, terminal, stop)
        {
            Device = arguments.GetValue(CommandLine.Device)!,
            Threads = arguments.GetValue(CommandLine.Threads),
            IsResuming = arguments.GetValue(_resume),
        };
        // A recipe that pre-trains has other stages than one that fine-tunes.
        var runner = new StageRunner(context, recipe.Sections<PretrainOptions>().Count > 0 ? PretrainIteration.Stages(context) : null);
        var studies = recipe.Sections<StudyOptions>().Count > 0 ? new StudyRunner(context, overrides) : null;
        if (arguments.GetValue(_dryRun))
        {
            studies?.Plan();
            runner.Plan(stages.From, stages.To);
            return ExitCode.Done;
        }

        using var alone = RunLock.Take(folder.Root);
        File.WriteAllText(folder.Recipe, recipe.Print());
        RunRecord.Of(context).Write(folder.Record);
        if (studies is not null) return studies.Run(stages.From, stages.To);
        var code = runner.Run(stages.From, stages.To);
        if (code == ExitCode.Done) Conclude(folder, terminal);
        return code;
    }

    /// <summary>What a run ends with: the lines, where the model is, and what to do with it.</summary>
    private static void Conclude(RunFolder folder, Terminal terminal)
    {
        if (!File.Exists(folder.ScoreLines)) return;
        foreach (var line in File.ReadLines(folder.ScoreLines)) terminal.Output.WriteLine(line);
        SayBestPaths(folder, terminal);
        var model = Path.GetRelativePath(Environment.CurrentDirectory, folder.Model);
        terminal.Output.WriteLine($"model: {model}");
        if (File.Exists(folder.Report)) terminal.Output.WriteLine($"report: {Path.GetRelativePath(Environment.CurrentDirectory, folder.Report)}");
        terminal.Say($"transcribe a file of your own: hubert-asr transcribe --model {model} FILE");
    }

    /// <summary>What beam and language model were good for.</summary>
    private static void SayBestPaths(RunFolder folder, Terminal terminal)
    {
        string[] lines = File.Exists(folder.BestPathLines) ? [.. File.ReadLines(folder.BestPathLines).Where(line => line.StartsWith("%CER ", StringComparison.Ordinal))] : [];
        if (lines.Length > 0) terminal.Say("before beam and language model, by the best path alone:");
        foreach (var line in lines) terminal.Say(line);
    }
}
