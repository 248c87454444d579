namespace HubertAsr.Text.Numbers;

/// <summary>Words that only look like numbers, and numbers that are names: what no rule can tell, as lists.</summary>
internal static class NumberWords
{
    private static readonly string[][] _idioms = [.. Rows("idioms.txt").Select(row => row[0].Split(' '))];
    private static readonly string[] _lookalikes = [.. Rows("lookalikes.txt").Select(row => row[0])];
    private static readonly HashSet<string> _durations = [.. Rows("durations.txt").Select(row => row[0])];
    private static readonly HashSet<string> _ordinary = [.. Rows("ordinary.txt").Select(row => row[0])];
    private static readonly (string Spoken, string Written)[] _names = [.. Rows("names.tsv").Select(row => (row[0], row[1]))];

    /// <summary>Whether the word here is part of an idiom, or of a count that nobody knows: 몇 십 년.</summary>
    public static bool StayAt(SpokenPlace place) => place.Before is "몇" or "수" || IsNextTo(place) || Array.Exists(_idioms, idiom => Holds(place, idiom));

    /// <summary>Whether a word that begins like a counter is another: 장면, 시대에.</summary>
    public static bool IsLookalike(string word) =>
        Array.Exists(_lookalikes, other => word.StartsWith(other, StringComparison.Ordinal) && Suffix.Is(word[other.Length..]));

    /// <summary>Whether a numeral is an ordinary word, as which what follows it in one word is no counter: 천사도, 구조도.</summary>
    public static bool IsOrdinary(string spelling) => _ordinary.Contains(spelling);

    /// <summary>Whether a word says that a time is meant: 동안, 만에.</summary>
    public static bool IsDuration(string word) => _durations.Contains(word);

    /// <summary>A date or number that is a name: 육이오에 6·25에.</summary>
    public static Rewriting? NameAt(SpokenPlace place)
    {
        foreach (var (spoken, written) in _names)
            if (place.Word.StartsWith(spoken, StringComparison.Ordinal) && Suffix.Is(place.Word[spoken.Length..])) return new(written + place.Word[spoken.Length..], 1);
        return null;
    }

    /// <summary>두 세번 is 두세 번: two or three.</summary>
    private static bool IsNextTo(SpokenPlace place) =>
        NativeNumber.TryParse(place.Before, out var low) && low < 10 && SpokenNumeral.At(place).Any(numeral => numeral.IsNative && numeral.Value == low + 1);

    private static bool Holds(SpokenPlace place, string[] idiom)
    {
        for (var word = 0; word < idiom.Length; word++)
            if (place.At >= word && Begins(place with { At = place.At - word }, idiom)) return true;
        return false;
    }

    private static bool Begins(SpokenPlace place, string[] idiom)
    {
        for (var word = 0; word < idiom.Length - 1; word++)
            if (place.Ahead(word) != idiom[word]) return false;
        return place.Ahead(idiom.Length - 1).StartsWith(idiom[^1], StringComparison.Ordinal);
    }

    private static IReadOnlyList<string[]> Rows(string file) => TextAssets.Rows("lexicon/numbers/" + file);
}
