using System.Text;

namespace HubertAsr.Text;

/// <summary>Whole numbers in Sino-Korean words: 삼백이십일, grouped by four digits and written apart from 만 on (한글 맞춤법 §44): 십이억 삼천사백오십육만 칠천팔백.</summary>
public static class SinoNumber
{
    /// <summary>10¹⁶, 일경: the largest number that is read as one.</summary>
    public const long Largest = 10_000_000_000_000_000;

    private static readonly string[] _digits = [.. TextAssets.Rows("lexicon/numbers/digits.tsv").Select(row => row[1])];
    private static readonly (string Word, int Power)[] _scales = [.. TextAssets.Rows("lexicon/numbers/scales.tsv").Select(row => (row[0], int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture)))];
    private static readonly Dictionary<char, int> _digitOf = _digits.Select((word, digit) => (word[0], digit)).ToDictionary(pair => pair.Item1, pair => pair.digit);
    private static readonly Dictionary<char, long> _scaleOf = _scales.ToDictionary(scale => scale.Word[0], scale => Power(scale.Power));

    /// <param name="number">0 to 10¹⁶.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or larger.</exception>
    public static string Read(long number)
    {
        if (number is < 0 or > Largest) throw new ArgumentOutOfRangeException(nameof(number), number, "0 to 10^16 was expected");
        if (number == 0) return _digits[0];
        var groups = new List<string>();
        foreach (var (word, power) in _scales.Where(scale => scale.Power >= 4).Reverse().Append(("", 0)))
        {
            var group = number / Power(power) % 10_000;
            // Ten thousand is 만, not 일만; from 억 on the one is said.
            if (group > 0) groups.Add((group == 1 && power == 4 ? "" : ReadGroup(group)) + word);
        }

        return string.Join(' ', groups);
    }

    /// <summary>The number that words say, with or without blanks between them; false for what is no well-formed number (이삼, 만억).</summary>
    public static bool TryParse(string words, out long number)
    {
        number = 0;
        var (total, group, digit) = (0L, 0L, 0L);
        var (lastSmall, lastLarge) = (long.MaxValue, long.MaxValue);
        var isEmpty = true;
        foreach (var letter in words)
        {
            if (letter == ' ') continue;
            if (_digitOf.TryGetValue(letter, out var value))
            {
                if (digit > 0 || value == 0) return value == 0 && isEmpty && words.Trim().Length == 1;
                digit = value;
            }
            else if (!_scaleOf.TryGetValue(letter, out var scale)) return false;
            else if (scale < 10_000)
            {
                if (scale >= lastSmall) return false;
                group += Math.Max(digit, 1) * scale;
                (digit, lastSmall) = (0, scale);
            }
            else
            {
                if (scale >= lastLarge) return false;
                var factor = Math.Max(group + digit, 1);
                if (factor > (Largest - total) / scale) return false;
                total += factor * scale;
                (group, digit, lastSmall, lastLarge) = (0, 0, long.MaxValue, scale);
            }

            isEmpty = false;
        }

        number = total + group + digit;
        return !isEmpty && number <= Largest;
    }

    /// <summary>Digit by digit, as behind a decimal point.</summary>
    internal static string Spell(string digits) => string.Concat(digits.Select(digit => _digits[digit - '0']));

    /// <summary>The digits of such a spelling, or null.</summary>
    internal static string? Unspell(string words)
    {
        var digits = new StringBuilder(words.Length);
        foreach (var letter in words)
        {
            if (!_digitOf.TryGetValue(letter, out var digit)) return null;
            digits.Append(digit);
        }

        return digits.Length == 0 ? null : digits.ToString();
    }

    /// <summary>Whether a letter is part of such numbers.</summary>
    internal static bool IsPart(char letter) => _digitOf.ContainsKey(letter) || _scaleOf.ContainsKey(letter);

    private static string ReadGroup(long group)
    {
        var words = new StringBuilder();
        foreach (var (word, power) in _scales.Where(scale => scale.Power < 4).Reverse())
        {
            var digit = (int)(group / Power(power) % 10);
            if (digit > 0) words.Append(digit == 1 ? "" : _digits[digit]).Append(word);
        }

        return group % 10 > 0 ? words.Append(_digits[group % 10]).ToString() : words.ToString();
    }

    private static long Power(int power) => power == 0 ? 1 : 10 * Power(power - 1);
}
