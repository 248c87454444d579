using System.Globalization;
using HubertAsr.Training;
using Spectre.Console;

namespace HubertAsr.Cli.Stages;

/// <summary>What a person sees of a training: a line an interval, a decoded sample each validation, alarms, and on a screen a bar.</summary>
internal sealed class TrainingView(Terminal terminal) : IProgress<TrainingEvent>
{
    private ProgressTask? _bar;

    /// <summary>Runs the training under a progress bar when somebody is looking, and plainly otherwise.</summary>
    public T Watch<T>(Func<T> train)
    {
        if (!terminal.IsInteractive || terminal.IsQuiet) return train();
        return terminal.Story.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                _bar = progress.AddTask("train", autoStart: true, maxValue: 1);
                return train();
            });
    }

    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case IndexBegun index: Say($"reading {index.Manifest} once for an index of its {index.Split} rows, {index.Index}; later starts open it"); break;
            case TrainingPlan plan: Show(plan); break;
            case MemoryForecast forecast: Say(forecast.ToString()); break;
            case StepReport step: Show(step); break;
            case ValidationReport validation: Show(validation); break;
            case CheckpointSaved saved: terminal.Detail($"step {saved.Update}: saved {saved.Folder}{(saved.IsBest ? " (best)" : "")}"); break;
            case TrainingAlarm alarm: Complain($"alarm {alarm.Name} at step {alarm.Update}: {alarm.Message}"); break;
            default: throw new NotSupportedException($"{value.GetType().Name} has no words");
        }
    }

    private void Show(TrainingPlan plan)
    {
        Say(Invariant($"training on {plan.Train.Kept} utterances ({plan.Train.Hours:0.00} h), validating on {plan.Dev.Kept} ({plan.Dev.Hours:0.00} h), {plan.BatchesPerEpoch} batches an epoch"));
        Say(Invariant($"parameters: {plan.TrainedParameters:N0} trained, {plan.FrozenParameters:N0} frozen"));
        if (plan.Padding.Length > 0) Say(plan.Padding);
        foreach (var (reason, count) in plan.Train.LeftOut) Say($"left out of training: {count} ({reason})");
        foreach (var (reason, count) in plan.Dev.LeftOut) Say($"left out of validation: {count} ({reason})");
        foreach (var id in plan.Train.Infeasible) Say($"  {id}");
        if (plan.Train.LeftOut.Count > 0) Say($"  all that is left out, and why: {plan.Train.List}");
        if (plan.FirstUpdate > 0) Say($"goes on after update {plan.FirstUpdate}");
    }

    private void Show(StepReport step)
    {
        _bar?.MaxValue(step.MaxUpdates).Value(step.Update);
        Say(step.ToString());
    }

    private void Show(ValidationReport validation)
    {
        Say($"step {validation.Update}: {validation.Words}");
        foreach (var sample in validation.Samples)
        {
            Say($"  {sample.Id}");
            var picture = AlignmentPicture.Of(sample.Reference, sample.Hypothesis);
            Say($"    said   {picture.Reference}");
            Say($"    heard  {picture.Hypothesis}");
            if (picture.Edits.Length > 0) Say($"           {picture.Edits}");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Say(string line)
    {
        // While the bar is drawn, only its own console can write above it.
        if (_bar is null) terminal.Say(line);
        else terminal.Story.WriteLine(line);
    }

    private void Complain(string line)
    {
        if (_bar is null) terminal.Complain(line);
        else terminal.Story.WriteLine(line);
    }
}
