using HubertAsr.Evaluation.Calibration;
using ScottPlot;

namespace HubertAsr.Evaluation.Reports;

/// <summary>The report's pictures as PNG. Labels are Latin: a plot's fonts may lack Hangul, a browser's do not.</summary>
public static class ReportPlots
{
    private const int WidthPixels = 720, HeightPixels = 380;

    /// <summary>CER of the development set by update.</summary>
    public static byte[] History(IReadOnlyList<HistoryPoint> history)
    {
        var plot = new Plot();
        plot.Add.Scatter(history.Select(point => (double)point.Update).ToArray(), history.Select(point => 100 * point.Cer).ToArray());
        return Png(plot, "CER while training", "update", "CER (%)");
    }

    /// <summary>Share of right words by confidence, beside the diagonal: as the decoder gave it, and as the calibration makes it.</summary>
    public static byte[] Calibration(Reliability raw, Reliability? calibrated = null)
    {
        var plot = new Plot();
        plot.Add.Line(0, 0, 1, 1).LinePattern = LinePattern.Dashed;
        AddCurve(plot, raw, "raw");
        if (calibrated is not null) AddCurve(plot, calibrated, "calibrated");
        plot.ShowLegend(ScottPlot.Alignment.LowerRight);
        plot.Axes.SetLimits(0, 1, 0, 1);
        return Png(plot, "Calibration of word confidences", "confidence", "share of words right");
    }

    private static void AddCurve(Plot plot, Reliability reliability, string name) =>
        plot.Add.Scatter(reliability.Bins.Select(bin => bin.Confidence).ToArray(), reliability.Bins.Select(bin => bin.Right).ToArray()).LegendText = name;

    /// <summary>How many utterances have which CER.</summary>
    public static byte[] Distribution(ScoreSet set)
    {
        var counts = new double[21];
        foreach (var utterance in set.Utterances) counts[Math.Min((int)(utterance.Measures.CerWithSpaces.Rate * 20), 20)]++;
        return Bars(counts, 5, "Utterances by CER", "CER of the utterance (%), 100 and more in the last bar");
    }

    /// <summary>How many utterances are how long.</summary>
    /// <param name="bins">The first holds [0, 1) s, the next [1, 2) s, the last all that are longer.</param>
    public static byte[] Durations(IReadOnlyList<long> bins)
    {
        var filled = bins.Count;
        while (filled > 1 && bins[filled - 1] == 0) filled--;
        return Bars([.. bins.Take(filled).Select(count => (double)count)], 1, "Utterances by length", filled == bins.Count ? $"length (s), {filled - 1} and more in the last bar" : "length (s)");
    }

    private static byte[] Bars(double[] counts, double width, string title, string x)
    {
        var plot = new Plot();
        plot.Add.Bars([.. counts.Select((_, bin) => (bin + 0.5) * width)], counts);
        foreach (var bars in plot.GetPlottables<ScottPlot.Plottables.BarPlot>())
        {
            foreach (var bar in bars.Bars) bar.Size = 0.9 * width;
        }

        return Png(plot, title, x, "utterances");
    }

    private static byte[] Png(Plot plot, string title, string x, string y)
    {
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        return plot.GetImageBytes(WidthPixels, HeightPixels, ImageFormat.Png);
    }
}
