using System.Globalization;
using System.Text.RegularExpressions;

namespace HubertAsr.Text.Numbers;

/// <summary>A counter (시, 살, 년) or unit (퍼센트) and the numerals that stand before it.</summary>
/// <param name="Word">As it is spoken.</param>
/// <param name="Written">As it is written behind digits: the word itself, or a unit's symbol.</param>
/// <param name="LargestNative">Numbers up to this are read natively; 0 for none.</param>
/// <param name="IsJoined">Whether the numeral is written together with it: 십일월.</param>
/// <param name="Irregular">Numbers with a reading of their own: 시월.</param>
/// <param name="Words">Numerals that stay words when one stands alone before it (한 번); <c>*</c> for all native ones.</param>
internal sealed record Counter(string Word, string Written, int LargestNative, bool IsJoined, IReadOnlyDictionary<long, string> Irregular, IReadOnlySet<string> Words)
{
    /// <summary>Numerals of one syllable that are understood in one word with it (두시, 일층), where most such pairs are other words (세상, 한편).</summary>
    public IReadOnlySet<string> Joins { get; private init; } = new HashSet<string>();

    /// <summary>What proves the counter when it stands just before: 월 before 일, 영하 before 도.</summary>
    public IReadOnlySet<string> After { get; private init; } = new HashSet<string>();

    /// <summary>The largest number that is counted so: nobody is 10018 years old.</summary>
    public long Most { get; private init; } = long.MaxValue;

    /// <summary>From here on Sino-Korean numbers are understood beside native ones: 이십 명.</summary>
    public long SinoFrom { get; private init; } = long.MaxValue;

    private static readonly Counter[] _counters = [.. TextAssets.Rows("lexicon/numbers/counters.tsv").Select(OfRow)];

    // Where two units share a symbol or a reading, the first row is the one that is written or read.
    private static readonly (string Symbol, Counter Unit)[] _units = [.. TextAssets.Rows("lexicon/numbers/units.tsv").Where(row => row[2] == "-").Select(row => (row[0], Unit(row)))];

    /// <summary>Every counter and unit by what stands behind digits, longest first.</summary>
    public static IReadOnlyList<(string Sign, Counter Counter)> ByWriting { get; } =
        [.. _counters.Select(counter => (counter.Word, counter)).Concat(_units).DistinctBy(pair => pair.Item1).OrderByDescending(pair => pair.Item1.Length)];

    /// <summary>Matches any of them, as group <c>sign</c>: longest first, so 시간 is no 시; a Latin symbol must end there, so 5 min is no 5 m.</summary>
    public static string SignPattern { get; } =
        "(?<sign>" + string.Join('|', ByWriting.Select(pair => Regex.Escape(pair.Sign) + (char.IsAsciiLetter(pair.Sign[^1]) ? "(?![A-Za-z])" : ""))) + ")";

    /// <summary>Every counter and unit by what is spoken, longest first; a counter before a unit of the same name (도).</summary>
    public static IReadOnlyList<Counter> BySound { get; } =
        [.. _counters.Concat(_units.Select(pair => pair.Unit)).DistinctBy(counter => counter.Word).OrderByDescending(counter => counter.Word.Length)];

    /// <summary>Symbols that stand before the number, such as $, and the counter they are read as.</summary>
    public static IReadOnlyDictionary<char, string> Currencies { get; } =
        TextAssets.Rows("lexicon/numbers/units.tsv").Where(row => row[2] == "before").ToDictionary(row => row[0][0], row => row[1]);

    /// <summary>Whether a word is a counter.</summary>
    public static bool IsOne(string word) => Array.Exists(_counters, counter => counter.Word == word);

    /// <summary>The numeral and the counter, as they are spelled.</summary>
    public string Read(long number)
    {
        var numeral = Irregular.TryGetValue(number, out var special) ? special
            : number >= 1 && number <= LargestNative ? NativeNumber.Read((int)number)
            : SinoNumber.Read(number);
        return IsJoined ? numeral + Word : $"{numeral} {Word}";
    }

    private static Counter OfRow(string[] row) => new(
        row[0], row[0], int.Parse(row[2], CultureInfo.InvariantCulture), row[3] == "joined",
        List(row[4]).Select(pair => pair.Split('=')).ToDictionary(pair => long.Parse(pair[0], CultureInfo.InvariantCulture), pair => pair[1]),
        List(row[5]).ToHashSet())
    {
        Joins = List(row[6]).ToHashSet(),
        After = List(row[7]).ToHashSet(),
        Most = Limit(row[8]),
        SinoFrom = Limit(row[9]),
    };

    private static Counter Unit(string[] row) => new(row[1], row[0], 0, false, new Dictionary<long, string>(), List(row[3]).ToHashSet());

    private static long Limit(string column) => column == "-" ? long.MaxValue : long.Parse(column, CultureInfo.InvariantCulture);

    private static string[] List(string column) => column == "-" ? [] : column.Split(',');
}
