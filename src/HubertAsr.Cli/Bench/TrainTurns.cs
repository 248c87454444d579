using System.Diagnostics;
using HubertAsr.Training;

namespace HubertAsr.Cli.Bench;

/// <summary>What is timed between one update of the loop and the next.</summary>
/// <param name="Prepare">Done before the bare pass, and not timed.</param>
/// <param name="Bare">Forward pass, loss and backward pass.</param>
/// <param name="Optimiser">A step over the gradients that the bare pass left.</param>
/// <param name="Copy">A copy of as many floats.</param>
internal sealed record TrainTurnParts(Action Prepare, Action Bare, Action Optimiser, Action Copy);

/// <summary>Stands in the loop's log line: the time from one to the next is a whole update with its data, its optimiser step and its logging.</summary>
/// <param name="repeat">Turns.</param>
/// <param name="time">Seconds of an action.</param>
/// <param name="parts">What else is timed in each turn.</param>
internal sealed class TrainTurns(int repeat, Func<Action, double> time, TrainTurnParts parts) : IProgress<TrainingEvent>
{
    private readonly List<(double Update, double Bare, double Optimiser, double Copy)> _turns = [];
    private readonly Stopwatch _sinceLine = new();

    /// <summary>Runs the loop until all turns are done. Its checkpoint would be a gigabyte that nobody wants: it is left before it saves one.</summary>
    public void Watch(TrainingJob job)
    {
        try
        {
            new Trainer(job, this).Run();
        }
        catch (EnoughException)
        {
            // All turns are done.
        }
    }

    public void Report(TrainingEvent value)
    {
        if (value is not StepReport) return;
        var update = _sinceLine.Elapsed.TotalSeconds;
        parts.Prepare();
        var bare = time(parts.Bare);
        if (_sinceLine.IsRunning) _turns.Add((update, bare, time(parts.Optimiser), time(parts.Copy)));
        if (_turns.Count == repeat) throw new EnoughException();
        _sinceLine.Restart();
    }

    public TrainTimes Medians(long trained)
    {
        return new TrainTimes(Median(turn => turn.Update), Median(turn => turn.Bare), Median(turn => turn.Optimiser), Median(turn => turn.Copy), trained);

        double Median(Func<(double Update, double Bare, double Optimiser, double Copy), double> of) => _turns.Select(of).Order().ElementAt(_turns.Count / 2);
    }

    private sealed class EnoughException : Exception;
}
