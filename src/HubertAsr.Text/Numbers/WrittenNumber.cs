using System.Globalization;

namespace HubertAsr.Text.Numbers;

/// <summary>Numbers as a Korean reader expects them in digits: 2024, 3만 2500, 12억 3456만.</summary>
internal static class WrittenNumber
{
    private static readonly (string Word, long Value)[] _scales = [("경", 10_000_000_000_000_000), ("조", 1_000_000_000_000), ("억", 100_000_000), ("만", 10_000), ("", 1)];

    public static string Of(long number)
    {
        if (number == 0) return "0";
        var groups = _scales.Select(scale => (scale.Word, Group: number / scale.Value % 10_000)).Where(part => part.Group > 0);
        return string.Join(' ', groups.Select(part => part.Group.ToString(CultureInfo.InvariantCulture) + part.Word));
    }
}
