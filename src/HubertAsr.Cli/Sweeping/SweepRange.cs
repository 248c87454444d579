using System.Globalization;

namespace HubertAsr.Cli.Sweeping;

/// <summary>The values of one option of a sweep: <c>0.5</c>, <c>0,0.5,1</c> or <c>FROM:TO:STEP</c>, both ends included.</summary>
internal static class SweepRange
{
    private const int MostValues = 1000;

    /// <param name="option">As typed, for the message.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="ArgumentException">No such range.</exception>
    public static IReadOnlyList<double> Parse(string option, string text)
    {
        var parts = text.Split(':');
        var values = parts.Length switch
        {
            1 => text.Split(',').Select(part => Number(option, text, part)).Distinct().ToList(),
            3 => Steps(option, text, [.. parts.Select(part => Number(option, text, part))]),
            _ => throw Wrong(option, text),
        };
        return [.. values.Select(value => (double)value)];
    }

    // Decimal numbers: ten steps of 0.1 end at 1, not beside it.
    private static List<decimal> Steps(string option, string text, decimal[] range)
    {
        var (from, to, step) = (range[0], range[1], range[2]);
        if (step <= 0 || to < from) throw new ArgumentException($"{option} {text}: a range that rises by a step above 0 was expected, as 0:1:0.25.");
        if ((to - from) / step >= MostValues) throw new ArgumentException($"{option} {text}: more than {MostValues} values; a wider step was expected.");
        var values = new List<decimal>();
        for (var value = from; value <= to; value += step) values.Add(value);
        return values;
    }

    private static decimal Number(string option, string text, string part) =>
        decimal.TryParse(part.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(option, text);

    private static ArgumentException Wrong(string option, string text) =>
        new($"{option} {text}: a number, numbers parted by commas (0,0.5,1) or FROM:TO:STEP (0:1:0.25) was expected.");
}
