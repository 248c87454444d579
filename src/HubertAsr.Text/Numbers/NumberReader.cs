using System.Globalization;
using System.Text.RegularExpressions;
using HubertAsr.Text.Numbers;

namespace HubertAsr.Text;

/// <summary>Digits, units and Latin capitals as they are spoken: 3시 세 시, 2024년 이천이십사 년, 010-1234 공일공 일이삼사, 50% 오십 퍼센트, KBS 케이비에스.</summary>
/// <remarks>The tables are <c>lexicon/numbers</c> and <c>lexicon/latin</c>. Small letters are left as they are: a word such as iPhone has a reading of its own.</remarks>
public static partial class NumberReader
{
    private static readonly string _telephone = string.Concat(TextAssets.Rows("lexicon/numbers/digits.tsv").Select(row => row[2]));
    private static readonly Dictionary<char, string> _letters = TextAssets.Rows("lexicon/latin/letters.tsv").ToDictionary(row => row[0][0], row => row[1]);

    private static readonly Regex _number = new(
        @"(?<whole>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.(?<decimals>[0-9]+))?(?:\s?" + Counter.SignPattern + @"|(?<scale>[십백천]?[만억조경]|[십백천])(?:\s?" + Counter.SignPattern + ")?)?",
        RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, Counter> _counters = Counter.ByWriting.ToDictionary(pair => pair.Sign, pair => pair.Counter);

    public static string Read(string text)
    {
        if (!Written().IsMatch(text)) return text;
        text = Date().Replace(text, match => $"{match.Groups["year"].Value}년 {match.Groups["month"].Value}월 {match.Groups["day"].Value}일");
        text = Version().Replace(text, match => string.Join(" 점 ", match.Value.Split('.').Select(ReadWhole)));
        text = Currency().Replace(text, match => $"{match.Groups[2].Value}{Counter.Currencies[match.Groups[1].Value[0]]}");
        text = Telephone().Replace(text, match => string.Join(' ', match.Value.Split('-').Select(Dial)));
        text = NumberRange.Read(text);
        text = Clock().Replace(text, match => match.Groups[2].Value == "00" ? $"{match.Groups[1].Value}시" : $"{match.Groups[1].Value}시 {match.Groups[2].Value}분");
        text = Fraction().Replace(text, match => $"{match.Groups[2].Value}분의 {match.Groups[1].Value}");
        text = Share().Replace(text, match => $"{ReadWhole(match.Groups[1].Value)}분의 {ReadWhole(match.Groups[2].Value)}");
        text = _number.Replace(text, ReadNumber);
        return Capitals().Replace(text, match => string.Concat(match.Value.Select(letter => _letters[letter])));
    }

    private static string ReadNumber(Match match)
    {
        var whole = match.Groups["whole"].Value.Replace(",", "", StringComparison.Ordinal);
        var scale = match.Groups["scale"].Value;
        var counter = match.Groups["sign"].Success ? _counters[match.Groups["sign"].Value] : null;
        if (counter is not null && scale.Length == 0 && !match.Groups["decimals"].Success && IsNumber(whole, out var number)) return counter.Read(number);

        var decimals = match.Groups["decimals"].Success ? $" 점 {SinoNumber.Spell(match.Groups["decimals"].Value)}" : "";
        // 2천만 is one number: its scale words stand behind the digits already. Ten thousand is 만, not 일만.
        var numeral = whole == "1" && decimals.Length == 0 && scale.StartsWith('만') ? scale : ReadWhole(whole) + decimals + scale;
        return counter is null ? numeral : $"{numeral} {counter.Word}";
    }

    private static string ReadWhole(string digits) => IsNumber(digits, out var number) ? SinoNumber.Read(number) : Dial(digits);

    /// <summary>What begins with 0 or is longer than a number can be is said digit by digit.</summary>
    private static bool IsNumber(string digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= SinoNumber.Largest && (digits.Length == 1 || digits[0] != '0');

    private static string Dial(string digits) => string.Concat(digits.Select(digit => _telephone[digit - '0']));

    [GeneratedRegex(@"[0-9A-Z]")]
    private static partial Regex Written();

    // 2024.3.5, 2024. 3. 5., 2024-03-05, 2024/3/5
    [GeneratedRegex(@"(?<![0-9./-])(?<year>(?:19|20)[0-9]{2})(?<mark>\.\s?|[-/])0?(?<month>1[0-2]|[1-9])\k<mark>0?(?<day>3[01]|[12][0-9]|[1-9])(?:\.(?![0-9]))?(?![0-9./-]*[0-9])")]
    private static partial Regex Date();

    [GeneratedRegex(@"(?<![0-9.])[0-9]+(?:\.[0-9]+){2,}(?![0-9])")]
    private static partial Regex Version();

    [GeneratedRegex(@"([$₩€])\s?([0-9][0-9,]*(?:\.[0-9]+)?[천백십]?[만억조]?)")]
    private static partial Regex Currency();

    [GeneratedRegex(@"(?<![0-9-])(?:0[0-9]{1,3}-[0-9]{3,4}(?:-[0-9]{4})?|[0-9]{3,4}-[0-9]{4}|[0-9]{2,4}-[0-9]{3,4}-[0-9]{4})(?![0-9-])")]
    private static partial Regex Telephone();

    [GeneratedRegex(@"(?<![0-9:])([0-9]|1[0-9]|2[0-4]):([0-5][0-9])(?![0-9:])")]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?<![0-9/.])([0-9]{1,4})\s?/\s?([0-9]{1,4})(?![0-9/.])")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"([0-9]+)\s?분의\s?([0-9]+)")]
    private static partial Regex Share();

    [GeneratedRegex(@"(?<![A-Za-z])[A-Z](?:[A-Z]|&(?=[A-Z]))*(?![A-Za-z])")]
    private static partial Regex Capitals();
}
