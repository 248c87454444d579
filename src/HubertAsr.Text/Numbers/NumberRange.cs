using System.Globalization;
using System.Text.RegularExpressions;

namespace HubertAsr.Text.Numbers;

/// <summary>From one number to another: 3~4개 서너 개, 3~5명 세 명에서 다섯 명, 10-20% 10에서 20%.</summary>
internal static class NumberRange
{
    private const string Number = @"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?";

    private static readonly Dictionary<(long, long), string> _pairs = TextAssets.Rows("lexicon/numbers/ranges.tsv").ToDictionary(row => (Whole(row[0])!.Value, Whole(row[1])!.Value), row => row[2]);

    private static readonly Dictionary<string, Counter> _counters = Counter.ByWriting.ToDictionary(pair => pair.Sign, pair => pair.Counter);

    private static readonly Regex _range = new(
        $@"(?<![0-9.,~-])(?<from>{Number})\s?(?<dash>[~∼～〜-])\s?(?<to>{Number})(?![0-9-])(?<tail>\s?(?:{Counter.SignPattern}|(?<scale>[십백천만억조경])))?",
        RegexOptions.Compiled | RegexOptions.CultureInvariant);

    /// <summary>A wave between a number with its counter and another: 1월~3월.</summary>
    private static readonly Regex _wave = new($@"(?<=[0-9](?:{Counter.SignPattern})?)\s?[~∼～〜]\s?(?=[0-9])", RegexOptions.Compiled | RegexOptions.CultureInvariant);

    /// <summary>Ranges in words; digits that are read like any others stay.</summary>
    public static string Read(string text) => _wave.Replace(_range.Replace(text, ReadRange), "에서 ");

    private static string ReadRange(Match match)
    {
        var (from, to, tail) = (match.Groups["from"].Value, match.Groups["to"].Value, match.Groups["tail"]);
        // A hyphen is a range only before something that is counted; else it is a score, a street number, a model.
        if (match.Groups["dash"].Value == "-" && !tail.Success) return match.Value;
        var counter = match.Groups["sign"].Success ? _counters[match.Groups["sign"].Value] : null;
        if (counter is not null && Whole(from) is { } low && Whole(to) is { } high)
        {
            if (counter.LargestNative >= high && _pairs.TryGetValue((low, high), out var pair)) return $"{pair} {counter.Word}";
            if (counter.LargestNative > 0 || counter.IsJoined) return $"{counter.Read(low)}에서 {counter.Read(high)}";
        }
        return $"{from}에서 {to}{tail.Value}";
    }

    /// <summary>Null for what is not read as one whole number.</summary>
    private static long? Whole(string digits) =>
        (digits.Length == 1 || digits[0] != '0') && long.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number <= SinoNumber.Largest ? number : null;
}
