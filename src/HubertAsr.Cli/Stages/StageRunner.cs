namespace HubertAsr.Cli.Stages;

/// <summary>Runs the stages of a recipe in order; a finished stage whose inputs have not changed is skipped, and says so.</summary>
/// <param name="context">Recipe, folder, terminal.</param>
/// <param name="stages">What is run; null: the stages of fine-tuning.</param>
internal sealed class StageRunner(StageContext context, IReadOnlyList<Stage>? stages = null)
{
    /// <summary>The stages before training: what they make, several runs may share.</summary>
    public static IReadOnlyList<Stage> Shared { get; } = [new PrepareStage(), new TokenizerStage(), new LanguageModelStage()];

    /// <summary>The stages a recipe asks for, in order.</summary>
    public static IReadOnlyList<Stage> Stages { get; } =
    [
        .. Shared,
        new TrainStage(),
        new EvaluateStage(),
        new ReportStage(),
    ];

    /// <summary>Prints what a run would do: the stages as comments, then the full recipe.</summary>
    public void Plan(string? from, string? to)
    {
        var (wanted, first, last) = Select(from, to);
        StageReceipt? before = null;
        for (var i = 0; i <= last; i++)
        {
            before = StageReceipt.Expected(wanted[i], context, before);
            var isFinished = IsFinished(wanted[i], before, out var why);
            var plan = i < first ? (isFinished ? "finished" : $"needed, but {why}") : isFinished ? "finished, will be skipped" : $"will run: {why}";
            context.Terminal.Output.WriteLine($"# {wanted[i].Name}: {plan}");
        }

        context.Terminal.Output.WriteLine($"# into {context.Folder.Root}\n");
        context.Terminal.Output.Write(context.Recipe.Print());
    }

    /// <param name="from">The first stage to run; the ones before it must be finished. Null: the first of all.</param>
    /// <param name="to">The last stage to run. Null: the last of all.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="ArgumentException">No such stage, or one before the first is not finished.</exception>
    public int Run(string? from, string? to)
    {
        var (wanted, first, last) = Select(from, to);
        StageReceipt? before = null;
        for (var i = 0; i <= last; i++)
        {
            context.Stop.ThrowIfCancellationRequested();
            var receipt = StageReceipt.Expected(wanted[i], context, before);
            if (i < first) Require(wanted[i], receipt);
            else if (RunUnlessFinished(wanted[i], receipt) is var code && code != ExitCode.Done) return code;
            before = receipt;
        }

        return ExitCode.Done;
    }

    private (List<Stage> Wanted, int First, int Last) Select(string? from, string? to)
    {
        var wanted = (stages ?? Stages).Where(stage => stage.IsWanted(context)).ToList();
        var first = from is null ? 0 : IndexOf(wanted, from, "--from");
        var last = to is null ? wanted.Count - 1 : IndexOf(wanted, to, "--to");
        return last >= first ? (wanted, first, last) : throw new ArgumentException($"--from {from} --to {to}: {to} comes before {from}.");
    }

    private static int IndexOf(List<Stage> stages, string name, string option)
    {
        var index = stages.FindIndex(stage => stage.Name == name);
        return index >= 0 ? index : throw new ArgumentException($"{option} {name}: this recipe has the stages {string.Join(", ", stages.Select(stage => stage.Name))}.");
    }

    private void Require(Stage stage, StageReceipt receipt)
    {
        if (!IsFinished(stage, receipt, out var why))
            throw new ArgumentException($"{stage.Name}: {why}, and a later stage needs it. 'hubert-asr run RECIPE --to {stage.Name}' makes it.");
    }

    private int RunUnlessFinished(Stage stage, StageReceipt receipt)
    {
        if (IsFinished(stage, receipt, out var why))
        {
            context.Terminal.Say($"{stage.Name}: finished before, its inputs have not changed; skipped");
            return ExitCode.Done;
        }

        context.Terminal.Say($"{stage.Name}: {why}");
        var code = stage.Run(context);
        if (code == ExitCode.Done) receipt.Write(context.Folder.Receipt(stage.Name));
        return code;
    }

    private bool IsFinished(Stage stage, StageReceipt receipt, out string why)
    {
        var found = StageReceipt.Read(context.Folder.Receipt(stage.Name));
        var missing = stage.Outcome(context.Folder).FirstOrDefault(path => !Path.Exists(path));
        why = found is null ? "has not run yet"
            : found != receipt ? "its options or inputs have changed since it last ran"
            : missing is not null ? $"{missing} is gone since it last ran"
            : "";
        return why.Length == 0;
    }
}
