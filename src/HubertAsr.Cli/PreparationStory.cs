using System.Diagnostics;
using System.Globalization;
using HubertAsr.Corpora;
using HubertAsr.Evaluation.Reports;
using Spectre.Console;

namespace HubertAsr.Cli;

/// <summary>Tells how a preparation goes, and what it found, on the story's side of the terminal.</summary>
internal sealed class PreparationStory(Terminal terminal)
{
    public PreparationReport Run(PreparationRequest request, CancellationToken stop)
    {
        var lines = new Tick(new ProgressLines(terminal).Tell);
        var report = terminal is { IsInteractive: true, IsQuiet: false } ? RunWithBar(request, stop) : new CorpusPreparation(request with { Progress = lines }).Run(stop);
        Draw(report);
        if (!terminal.IsQuiet) Tell(report);
        return report;
    }

    /// <summary>Whether enough labels found their audio; says so when not.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="corpora">As they were asked for; the strictest of them counts.</param>
    /// <param name="terminal">Is told.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Verdict(PreparationReport report, IReadOnlyList<CorpusOptions> corpora, Terminal terminal)
    {
        var least = corpora.Max(corpus => corpus.MinMatch);
        if (report.MatchRate >= least) return ExitCode.Done;
        terminal.Complain(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.ManifestPath}: {report.Matched} of {report.Labels} labels ({report.MatchRate:P1}) found their audio; expected at least {least:P0}. Are all source archives downloaded? dropped.csv lists the rest (no-audio)."));
        return ExitCode.CheckFailed;
    }

    /// <summary>`durations.png` beside `report.json`.</summary>
    private static void Draw(PreparationReport report)
    {
        var path = Path.Combine(Path.GetDirectoryName(report.ManifestPath)!, "durations.png");
        File.WriteAllBytes(path + ".partial", ReportPlots.Durations(report.DurationHistogramSeconds));
        File.Move(path + ".partial", path, overwrite: true);
    }

    private PreparationReport RunWithBar(PreparationRequest request, CancellationToken stop)
    {
        PreparationReport? report = null;
        terminal.Story.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask("scan", new ProgressTaskSettings { MaxValue = 1 });
                var progress = new Tick(step =>
                {
                    if (step.Note is not null) terminal.Story.MarkupLineInterpolated($"{step.Note}");
                    task.Description = step.Stage;
                    task.IsIndeterminate = step.Total == 0;
                    task.MaxValue = Math.Max(1, step.Total);
                    task.Value = step.Done;
                });
                report = new CorpusPreparation(request with { Progress = progress }).Run(stop);
            });
        return report ?? throw new UnreachableException();
    }

    private void Tell(PreparationReport report)
    {
        foreach (var reason in report.Recognised) terminal.Say(reason);
        var sets = new Table().Border(TableBorder.Simple).AddColumns("", "utterances", "hours", "speakers");
        foreach (var (name, figures) in report.Corpora.Concat(report.Splits)) sets.AddRow(Markup.Escape(name), Count(figures.Utterances), Hours(figures.Hours), Count(figures.Speakers));
        var sums = new Table().Border(TableBorder.Simple).HideHeaders().AddColumns("", "");
        sums.AddRow("found", $"{Count(report.AudioFiles)} audio files, {Count(report.Labels)} labelled utterances");
        sums.AddRow("matched", $"{Count(report.Matched)} ({report.MatchRate.ToString("P1", CultureInfo.InvariantCulture)})");
        sums.AddRow("kept", $"{Count(report.Kept)}, {Hours(report.KeptHours)} h");
        sums.AddRow("dropped", Count(report.Dropped));
        foreach (var (reason, figures) in report.DroppedByReason.OrderByDescending(reason => reason.Value.Count))
            sums.AddRow($"  {Markup.Escape(reason)}", $"{Count(figures.Count)}  {Markup.Escape(string.Join(", ", figures.FirstIds.Where(id => id.Length > 0).Take(3)))}");
        foreach (var (flag, count) in report.Flags) sums.AddRow($"  noticed {Markup.Escape(flag)}", Count(count));
        foreach (var (suspicion, count) in report.Suspects) sums.AddRow($"  suspect {Markup.Escape(suspicion)}", Count(count));
        if (report.Characters.Count > 0) AddTranscripts(sums, report);
        else sums.AddRow("transcripts", "none: a manifest to pre-train on");
        sums.AddRow("speakers in several splits", Count(report.SpeakersInSeveralSplits));
        sums.AddRow("train sentences in dev or test", Count(report.SharedSentences));
        terminal.Story.Write(sets);
        terminal.Story.Write(sums);
        TellHistogram("utterances by length, s", report.DurationHistogramSeconds);
        TellHistogram("utterances by syllables a second", report.SyllablesASecondHistogram);
        if (!terminal.IsVerbose) return;
        foreach (var (unit, bins) in report.FramesALabelHistogram) TellHistogram($"utterances by frames a {unit}", bins);
    }

    private static void AddTranscripts(Table sums, PreparationReport report)
    {
        foreach (var (unit, figures) in report.Tokens) sums.AddRow($"{unit} labels", $"{Count(figures.Total)}, {Count(figures.Distinct)} different");
        foreach (var (unit, bins) in report.FramesALabelHistogram)
            sums.AddRow($"frames a {unit}", $"half have {Median(bins)} or more, {Count(report.Infeasible[unit])} too few for CTC");
        sums.AddRow("characters", Markup.Escape(Inventory(report)));
        if (report.BlankLines > 0) sums.AddRow("blank lines", Count(report.BlankLines));
        if (report.ForeignCharacters.Count > 0) sums.AddRow("other scripts", Markup.Escape(string.Join(", ", report.ForeignCharacters.OrderByDescending(character => character.Value).Take(20).Select(character => $"{character.Key} {Count(character.Value)}"))));
    }

    /// <summary>At most a dozen lines, from the first bin that holds something to the last; the last bin holds all beyond it too.</summary>
    private void TellHistogram(string title, IReadOnlyList<long> bins)
    {
        const int WidestBar = 50;
        const int MostLines = 12;
        var filled = Enumerable.Range(0, bins.Count).Where(bin => bins[bin] > 0).ToList();
        if (filled.Count == 0) return;
        var width = (filled[^1] - filled[0]) / MostLines + 1;
        var lines = Enumerable.Range(filled[0], filled[^1] - filled[0] + 1).Chunk(width).Select(line => (First: line[0], Count: line.Sum(bin => bins[bin]))).ToList();
        var tallest = lines.Max(line => line.Count);
        terminal.Say(title);
        foreach (var (first, count) in lines)
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{first,4}  {Count(count),12}  {new string('#', (int)(WidestBar * count / tallest))}"));
    }

    private static int Median(IReadOnlyList<long> bins)
    {
        var (half, bin) = (bins.Sum() / 2, 0);
        for (var seen = bins[0]; seen < half; seen += bins[bin]) bin++;
        return bin;
    }

    /// <summary>How many syllables, and every other character with its count.</summary>
    private static string Inventory(PreparationReport report)
    {
        var syllables = report.Characters.Count(character => character.Key[0] is >= '가' and <= '힣');
        var others = report.Characters.Where(character => character.Key[0] is not (>= '가' and <= '힣' or ' ')).Select(character => $"{character.Key} {Count(character.Value)}");
        return string.Join(", ", others.Prepend($"{Count(syllables)} syllables"));
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Hours(double hours) => hours.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>Calls back on the thread that reports, unlike <see cref="Progress{T}"/>, so that the last report is not late.</summary>
    private sealed class Tick(Action<PreparationProgress> tell) : IProgress<PreparationProgress>
    {
        public void Report(PreparationProgress value)
        {
            lock (tell) tell(value);
        }
    }
}
