using System.Globalization;
using System.Text;
using HubertAsr.Cli.Recipes;
using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Sweeps;

namespace HubertAsr.Cli.Sweeping;

/// <summary>A sweep in words: a table whose lines are comments of TOML, and the best settings as a recipe's <c>[decode]</c>.</summary>
/// <param name="result">What was measured.</param>
/// <param name="utterances">How many it was measured on.</param>
internal sealed class SweepReport(SweepResult result, int utterances)
{
    /// <summary>Options of the fragment beside those that were swept, when they are not the default.</summary>
    public required DecodeOptions Best { get; init; }

    /// <summary>Options that the fragment leaves to the recipe.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>One point as an object of JSON Lines.</summary>
    public static Dictionary<string, object> Json(IReadOnlyList<SweepAxis> axes, SweepPoint point)
    {
        var members = new Dictionary<string, object>();
        for (var i = 0; i < axes.Count; i++) members[axes[i].Name] = point.Values[i];
        foreach (var measure in (Measure[])[Measure.CerWithSpaces, Measure.CerWithoutSpaces, Measure.Wer]) members[measure.Name] = measure.Of(point.Measures).Rate;
        members["errors"] = point.Measures.CerWithSpaces.Errors;
        members["reference"] = point.Measures.CerWithSpaces.Reference;
        return members;
    }

    public IEnumerable<string> Table()
    {
        yield return "# " + string.Concat(result.Axes.Select(axis => Cell(axis.Name, WidthOf(axis)))) + Cell("CER", 8) + Cell("nospace", 9) + Cell("WER", 8) + "  errors";
        foreach (var point in result.Points)
        {
            var settings = string.Concat(result.Axes.Select((axis, i) => Cell(Number(point.Values[i]), WidthOf(axis))));
            var cer = point.Measures.CerWithSpaces;
            var mark = ReferenceEquals(point, result.Best) ? "  best" : "";
            yield return "# " + settings + Cell(Percent(cer), 8) + Cell(Percent(point.Measures.CerWithoutSpaces), 9) + Cell(Percent(point.Measures.Wer), 8)
                + string.Create(CultureInfo.InvariantCulture, $"  {cer.Errors} / {cer.Reference}{mark}");
        }
    }

    /// <summary>What is best, and whether a wider range might hold something better.</summary>
    public string Verdict()
    {
        var cer = result.Best.Measures.CerWithSpaces;
        var best = string.Join(", ", result.Axes.Select((axis, i) => $"{axis.Name} {Number(result.Best.Values[i])}"));
        var edges = result.Edges.Select(axis => $"{axis.Name} {Number(result.BestOf(axis))} is at the edge of its range, {Number(axis.Values.Min())} to {Number(axis.Values.Max())}: a wider one may hold better");
        return string.Join("; ", edges.Prepend(string.Create(CultureInfo.InvariantCulture, $"best of {result.Points.Count}: {best}: CER {Percent(cer)} % [ {cer.Errors} / {cer.Reference} ] of {utterances} utterances")));
    }

    /// <summary>The best settings as a section that a recipe takes as it is.</summary>
    public string Fragment()
    {
        var schema = OptionSchema.Of(typeof(DecodeOptions));
        var defaults = new DecodeOptions();
        var text = new StringBuilder().Append("# ").Append(Verdict()).Append("\n[decode]\n");
        foreach (var key in schema.Keys.Except(LeftOut))
        {
            var value = schema[key].GetValue(Best);
            var isSwept = result.Axes.Any(axis => axis.Name == key);
            if (value is null || (!isSwept && Equals(value, schema[key].GetValue(defaults)))) continue;
            text.Append(CultureInfo.InvariantCulture, $"{key} = {OptionValue.Print(OptionSchema.IsPath(schema[key]) ? Path.GetFullPath((string)value) : value)}\n");
        }

        return text.ToString();
    }

    private static int WidthOf(SweepAxis axis) => Math.Max(axis.Name.Length, 6) + 2;

    private static string Cell(string text, int width) => text.PadLeft(width);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Percent(ErrorCounts counts) => (100 * counts.Rate).ToString("F2", CultureInfo.InvariantCulture);
}
