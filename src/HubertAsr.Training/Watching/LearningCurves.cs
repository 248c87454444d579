using ScottPlot;

namespace HubertAsr.Training;

/// <summary>Draws <c>loss.png</c>, and <c>cer.png</c> or, in pre-training, <c>accuracy.png</c>, of a run from its <c>metrics.csv</c>.</summary>
internal static class LearningCurves
{
    private const int WidthPixels = 900;
    private const int HeightPixels = 500;

    /// <summary>Draws what there are points for; a curve without any is left out, and so is a picture without curves.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="metrics">Rows by column name; cells that a row does not have are absent.</param>
    public static void Draw(string folder, IReadOnlyList<IReadOnlyDictionary<string, double>> metrics)
    {
        Save(Path.Combine(folder, "loss.png"), "loss", metrics, ("train", "loss", 1), ("dev, per label or masked frame", "dev_loss", 1));
        Save(Path.Combine(folder, "cer.png"), "percent", metrics, ("CER", "cer", 100), ("CER without spaces", "cer_without_spaces", 100), ("blank frames", "blank_share", 100));
        Save(Path.Combine(folder, "accuracy.png"), "percent", metrics, ("masked frames", "masked_accuracy", 100), ("seen frames", "unmasked_accuracy", 100), ("masked frames, dev", "dev_masked_accuracy", 100), ("seen frames, dev", "dev_unmasked_accuracy", 100));
    }

    private static void Save(string path, string unit, IReadOnlyList<IReadOnlyDictionary<string, double>> metrics, params (string Legend, string Column, double Scale)[] curves)
    {
        if (!metrics.Any(row => curves.Any(curve => row.ContainsKey(curve.Column)))) return;
        using var plot = new Plot();
        foreach (var (legend, column, scale) in curves)
        {
            var rows = metrics.Where(row => row.ContainsKey(column)).ToList();
            if (rows.Count == 0) continue;
            var curve = plot.Add.ScatterLine(rows.Select(row => row["update"]).ToArray(), rows.Select(row => scale * row[column]).ToArray());
            curve.LegendText = legend;
        }
        plot.XLabel("update");
        plot.YLabel(unit);
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(path, WidthPixels, HeightPixels);
    }
}
