using Spectre.Console;

namespace HubertAsr.Cli.Transcribing;

/// <summary>How far a run over many files is: hours of audio done, speed, time left. A bar where a person looks at it, a line now and then in a log.</summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="tally">What was done so far.</param>
/// <param name="fileCount">How many files there are.</param>
internal sealed class TranscriptionProgress(Terminal terminal, TranscriptionTally tally, int fileCount)
{
    private readonly ProgressLines _lines = new(terminal);

    /// <param name="resultsGoToFiles">A bar would stand in the middle of results that go to the same screen.</param>
    /// <param name="work">Is given what it calls after each file.</param>
    public void Show(bool resultsGoToFiles, Action<Action> work)
    {
        if (fileCount < 2 || terminal.IsQuiet || (terminal.IsInteractive && !resultsGoToFiles))
        {
            work(() => { });
            return;
        }
        if (!terminal.IsInteractive)
        {
            work(() => _lines.Tell("files", tally.Files, fileCount, tally.Line()));
            return;
        }
        ProgressColumn[] columns = [new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new RemainingTimeColumn()];
        terminal.Story.Progress().Columns(columns).Start(context =>
        {
            var bar = context.AddTask("reading", maxValue: fileCount);
            work(() => (bar.Value, bar.Description) = (tally.Files, $"{tally.Files} files, {tally.Line()}"));
        });
    }
}
