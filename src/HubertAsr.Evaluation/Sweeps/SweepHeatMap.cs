using System.Globalization;
using ScottPlot;

namespace HubertAsr.Evaluation.Sweeps;

/// <summary>The CER over the first two varied axes of a sweep as PNG, the best of all others taken in each cell. Labels are Latin.</summary>
public static class SweepHeatMap
{
    private const int CellPixels = 90, MarginPixels = 200, LargestPixels = 2400;

    // Beyond it, numbers in cells cover one another.
    private const int MostLabelledCells = 225;

    public static byte[] Png(SweepResult result)
    {
        var varied = result.Axes.Where(axis => axis.IsVaried).ToList();
        var x = varied.ElementAtOrDefault(0) ?? result.Axes[0];
        var y = varied.ElementAtOrDefault(1);
        var cells = Cells(result, x, y);
        var plot = new Plot();
        var map = plot.Add.Heatmap(cells);
        map.FlipVertically = true;
        map.Colormap = new ScottPlot.Colormaps.Viridis().Reversed();
        plot.Add.ColorBar(map).Label = "CER (%)";
        if (cells.Length <= MostLabelledCells) Label(plot, cells);
        MarkBest(plot, result, x, y);
        Ticks(plot.Axes.Bottom, x.Values);
        Ticks(plot.Axes.Left, y?.Values ?? [0]);
        plot.Axes.SetLimits(-0.5, cells.GetLength(1) - 0.5, -0.5, cells.GetLength(0) - 0.5);
        plot.Title("CER by decoding settings");
        plot.XLabel(x.Name);
        plot.YLabel(y?.Name ?? "");
        return plot.GetImageBytes(Pixels(cells.GetLength(1)), Pixels(cells.GetLength(0)), ImageFormat.Png);
    }

    /// <summary>Rates in percent, [y, x].</summary>
    private static double[,] Cells(SweepResult result, SweepAxis x, SweepAxis? y)
    {
        var cells = new double[y?.Values.Count ?? 1, x.Values.Count];
        for (var row = 0; row < cells.GetLength(0); row++)
            for (var column = 0; column < cells.GetLength(1); column++)
                cells[row, column] = 100 * result.Points
                    .Where(point => point.Values[result.IndexOf(x)] == x.Values[column] && (y is null || point.Values[result.IndexOf(y)] == y.Values[row]))
                    .Min(point => point.Measures.CerWithSpaces.Rate);
        return cells;
    }

    private static void Label(Plot plot, double[,] cells)
    {
        for (var row = 0; row < cells.GetLength(0); row++)
            for (var column = 0; column < cells.GetLength(1); column++)
            {
                var text = plot.Add.Text(cells[row, column].ToString("0.0", CultureInfo.InvariantCulture), column, row);
                text.LabelAlignment = ScottPlot.Alignment.MiddleCenter;
                text.LabelBackgroundColor = Colors.White.WithAlpha(.6);
            }
    }

    private static void MarkBest(Plot plot, SweepResult result, SweepAxis x, SweepAxis? y)
    {
        var (column, row) = (x.Values.ToList().IndexOf(result.BestOf(x)), y?.Values.ToList().IndexOf(result.BestOf(y)) ?? 0);
        var frame = plot.Add.Rectangle(column - 0.5, column + 0.5, row - 0.5, row + 0.5);
        frame.FillStyle.Color = Colors.Transparent;
        frame.LineStyle.Color = Colors.Red;
        frame.LineStyle.Width = 3;
    }

    private static void Ticks(IAxis axis, IReadOnlyList<double> values) => axis.SetTicks(
        [.. values.Select((_, i) => (double)i)], [.. values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture))]);

    private static int Pixels(int cells) => Math.Min(MarginPixels + (CellPixels * cells), LargestPixels);
}
