namespace HubertAsr.Text.Numbers;

/// <summary>Telephone numbers: groups of digit names as they are dialled (공일공 일이삼사 오육칠팔), with 에 or 다시 between them or not, or every digit apart (공 일 공 …).</summary>
internal static class SpokenTelephone
{
    private const int FewestDigits = 7;
    private const int FewestInGroup = 3;
    private const string Dash = "다시";
    private const string DashParticle = "에";

    private static readonly Dictionary<char, char> _digits = TextAssets.Rows("lexicon/numbers/digits.tsv")
        .SelectMany(row => new[] { row[1], row[2] }.Distinct().Select(name => (Name: name[0], Digit: row[0][0]))).ToDictionary(pair => pair.Name, pair => pair.Digit);

    public static Rewriting? At(SpokenPlace place)
    {
        var groups = new List<string>();
        var (rest, count) = ("", 0);
        while (rest.Length == 0)
        {
            var next = count + (groups.Count > 0 && place.Ahead(count) == Dash ? 1 : 0);
            var word = place.Ahead(next);
            var digits = Dialled(word);
            var behind = word[digits.Length..];
            if (!GoesOn(groups, digits) || !Suffix.Is(behind.StartsWith('번') ? behind[1..] : behind)) break;
            groups.Add(digits);
            count = next + 1;
            rest = behind == DashParticle && GoesOn(groups, Dialled(place.Ahead(count))) ? "" : behind;
        }

        return Written(groups) is { } number ? new(number + rest, count) : null;
    }

    /// <summary>A row of digits that is no number: 일이삼사 1234. Three different ones at least: 오오오오 is a cry.</summary>
    public static Rewriting? RowAt(SpokenPlace place)
    {
        const int Fewest = 4;
        const int FewestDifferent = 3;
        var digits = Dialled(place.Word);
        var rest = place.Word[digits.Length..];
        return digits.Length >= Fewest && digits.Distinct().Count() >= FewestDifferent && Suffix.Is(rest) ? new(digits + rest, 1) : null;
    }

    /// <summary>The digits that a word begins with; the 이 of 오육칠팔이에요 is the copula, that of 오육칠팔이 a particle.</summary>
    private static string Dialled(string word)
    {
        const int LongestGroup = 4;
        var digits = string.Concat(word.TakeWhile(_digits.ContainsKey).Select(name => _digits[name]));
        if (digits.Length == 0 || word[digits.Length - 1] != '이') return digits;
        var isParticle = digits.Length == word.Length ? digits.Length == LongestGroup + 1 : word[digits.Length..] != DashParticle && Suffix.Is(word[(digits.Length - 1)..]);
        return isParticle ? digits[..^1] : digits;
    }

    // Whoever began with groups goes on in groups, and whoever said digits apart goes on so: the 이 of '이 번호' is neither.
    private static bool GoesOn(List<string> groups, string digits) =>
        groups.Count == 0 ? digits.Length is > 0 and <= 11 : groups[0].Length == 1 ? digits.Length == 1 && groups.Count < 11 : digits.Length >= FewestInGroup && groups.Count < 3;

    private static string? Written(List<string> groups)
    {
        var digits = string.Concat(groups);
        if (digits.Length < FewestDigits) return null;
        if (groups.Count > 1 && groups[0].Length > 1) return digits[0] == '0' || groups.TrueForAll(group => group.Length == 4) ? string.Join('-', groups) : null;
        if (digits[0] != '0' || digits.Length is < 9 or > 11) return null;
        var area = digits.StartsWith("02", StringComparison.Ordinal) ? 2 : 3;
        return $"{digits[..area]}-{digits[area..^4]}-{digits[^4..]}";
    }
}
