using System.Globalization;
using HubertAsr.Models;
using TorchSharp;

namespace HubertAsr.Training;

/// <summary>Whether the longest batch fits into memory, before the first update.</summary>
/// <param name="Rows">Utterances of the longest batch.</param>
/// <param name="RowSeconds">The longest utterance, seconds.</param>
/// <param name="NeededBytes">What the process will hold while that batch is learned from.</param>
/// <param name="BudgetBytes">What it may hold: nine tenths of what it has and what is free.</param>
/// <param name="LargestBatchSeconds">The largest <c>max_batch_seconds</c> that would fit; null when the longest batch was run as it is.</param>
/// <param name="RehearsedRows">Utterances of the largest batch that was run to find out.</param>
public sealed record MemoryForecast(int Rows, double RowSeconds, double NeededBytes, double BudgetBytes, double? LargestBatchSeconds, int RehearsedRows) : TrainingEvent
{
    public bool Fits => NeededBytes <= BudgetBytes;

    /// <summary>What was done, found and expected, in one line.</summary>
    public override string ToString()
    {
        var largest = LargestBatchSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"; max_batch_seconds up to {seconds:0} would fit") : "";
        var how = RehearsedRows >= Rows ? "run once" : $"reckoned from runs of up to {RehearsedRows}";
        return string.Create(CultureInfo.InvariantCulture, $"memory: the longest batch, {Rows} × {RowSeconds:0.0} s ({how}), needs {NeededBytes / 1e9:0.0} GB of {BudgetBytes / 1e9:0.0} GB{largest}");
    }
}

/// <summary>Finds out by running forward and backward passes over the longest utterance, one row, two, four …, until two of them made the peak grow or
/// the longest batch itself was run. The rest is a straight line: at one length, a batch's memory grows by the row.</summary>
internal static class MemoryProbe
{
    /// <summary>The share of the budget that is planned with: allocators lose some, and other processes grow.</summary>
    private const double PlannedShare = 0.9;

    /// <returns>Null where the device does not say what memory it has.</returns>
    public static MemoryForecast? Run(TrainStep step, TrainingData data, TrainingJob job)
    {
        if (DeviceMemory.Read(job.Objective.Device) is not { } start) return null;
        var row = data.LongestTrain();
        var seconds = row.Samples.Length / (double)TrainingData.SampleRateHz;
        var rows = Math.Clamp((int)(job.Train.MaxBatchSeconds / seconds), 1, Math.Min(data.TrainCount, job.Train.MaxBatchUtterances ?? int.MaxValue));
        var budget = PlannedShare * start.BudgetBytes;
        var peaks = new List<(int Rows, double Bytes)> { (0, start.PeakBytes) };
        for (var count = 1; ; count = Math.Min(2 * count, rows))
        {
            step.Rehearse(Batch.Pad([.. Enumerable.Repeat(row, count)], job.Preprocessor.DoNormalize));
            peaks.Add((count, DeviceMemory.Read(job.Objective.Device)!.PeakBytes));
            if (count >= rows || IsLine(peaks) || peaks[^1].Bytes > budget / 2) break;
        }
        return Forecast(peaks, (rows, seconds), UntouchedBytes(step, job), budget);
    }

    /// <summary>The line through the last two peaks.</summary>
    /// <param name="peaks">Rows run and the peak after each, the peak before any first.</param>
    /// <param name="longest">Rows of the longest batch and their length in seconds.</param>
    /// <param name="untouched">What the first update will take besides.</param>
    /// <param name="budget">What there is.</param>
    internal static MemoryForecast Forecast(IReadOnlyList<(int Rows, double Bytes)> peaks, (int Rows, double Seconds) longest, double untouched, double budget)
    {
        var (before, last) = (peaks[^2], peaks[^1]);
        var perRow = (last.Bytes - before.Bytes) / Math.Max(1, last.Rows - before.Rows);
        var needed = last.Bytes + perRow * (longest.Rows - last.Rows) + untouched;
        double? largest = perRow > 0 ? longest.Seconds * Math.Max(0, Math.Floor(last.Rows + (budget - untouched - last.Bytes) / perRow)) : null;
        return new MemoryForecast(longest.Rows, longest.Seconds, needed, budget, largest, last.Rows);
    }

    private static bool IsLine(List<(int Rows, double Bytes)> peaks) => peaks.Count > 2 && peaks[^1].Bytes > peaks[^2].Bytes && peaks[^2].Bytes > peaks[^3].Bytes;

    /// <summary>On a processor the moments are pages that nobody has written to yet.</summary>
    private static double UntouchedBytes(TrainStep step, TrainingJob job)
        => job.Objective.Device.type == DeviceType.CPU ? 2.0 * sizeof(float) * step.Parameters.Where(p => p.FirstUpdate != int.MaxValue).Sum(p => p.Parameter.numel()) : 0;
}
