using System.Diagnostics;
using System.Globalization;
using HubertAsr.Corpora;

namespace HubertAsr.Cli;

/// <summary>Progress where no line is redrawn, such as a log: now and then a line with the time that is left.</summary>
internal sealed class ProgressLines(Terminal terminal)
{
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(30);
    private readonly Stopwatch _sinceStage = new();
    private string _stage = "";
    private long _doneBefore;
    private TimeSpan _next;

    public void Tell(PreparationProgress step)
    {
        if (step.Note is not null) terminal.Say(step.Note);
        Tell(step.Stage, step.Done, step.Total);
    }

    /// <param name="stage">What is counted; another one starts the clock anew.</param>
    /// <param name="done">How many.</param>
    /// <param name="total">Of how many; 0 when nobody knows.</param>
    /// <param name="detail">What else to say.</param>
    public void Tell(string stage, long done, long total, string detail = "")
    {
        if (stage != _stage)
        {
            (_stage, _doneBefore, _next) = (stage, done, _between);
            _sinceStage.Restart();
        }
        if (total == 0 || _sinceStage.Elapsed < _next) return;
        _next = _sinceStage.Elapsed + _between;
        var line = Line(new PreparationProgress(stage, done, total), done - _doneBefore, _sinceStage.Elapsed);
        terminal.Say(detail.Length == 0 ? line : $"{line}  {detail}");
    }

    /// <param name="step">How far it is.</param>
    /// <param name="done">What was done in this run; what an earlier one left finished says nothing about the speed.</param>
    /// <param name="elapsed">In this time.</param>
    public static string Line(PreparationProgress step, long done, TimeSpan elapsed)
    {
        var culture = CultureInfo.InvariantCulture;
        var line = string.Create(culture, $"{step.Stage} {step.Done:N0} of {step.Total:N0}");
        if (done <= 0) return line;
        var left = elapsed * ((double)(step.Total - step.Done) / done);
        return string.Create(culture, $"{line}  eta {(int)left.TotalHours:00}:{left:mm\\:ss}");
    }
}
