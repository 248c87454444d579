using System.Globalization;

namespace HubertAsr.Text;

/// <summary>Native numerals from 1 to 99 as they stand before a counter: 한, 두, 스무, 스물세.</summary>
public static class NativeNumber
{
    private static readonly string[] _ones = [.. TextAssets.Rows("lexicon/numbers/digits.tsv").Select(row => row[3] == "-" ? "" : row[3])];
    private static readonly (int Value, string Word, string Alone)[] _tens =
        [.. TextAssets.Rows("lexicon/numbers/tens.tsv").Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[1], row[2]))];

    private static readonly Dictionary<string, int> _values = Enumerable.Range(1, 99).ToDictionary(number => Read(number));

    /// <param name="number">1 to 99.</param>
    /// <exception cref="ArgumentOutOfRangeException">Anything else.</exception>
    public static string Read(int number)
    {
        if (number is < 1 or > 99) throw new ArgumentOutOfRangeException(nameof(number), number, "1 to 99 was expected");
        if (number < 10) return _ones[number];
        var (_, word, alone) = _tens[number / 10 - 1];
        return number % 10 == 0 ? alone : word + _ones[number % 10];
    }

    /// <summary>The number of such a numeral; a blank between tens and ones is allowed.</summary>
    public static bool TryParse(string words, out int number) => _values.TryGetValue(words.Replace(" ", "", StringComparison.Ordinal), out number);
}
