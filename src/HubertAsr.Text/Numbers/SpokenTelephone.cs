namespace HubertAsr.Text.Numbers;

/// <summary>Telephone numbers: groups of digit names as they are dialled (공일공 일이삼사 오육칠팔), or every digit apart (공 일 공 …).</summary>
internal static class SpokenTelephone
{
    private const int FewestDigits = 7;
    private const int FewestInGroup = 3;

    private static readonly Dictionary<char, char> _digits = TextAssets.Rows("lexicon/numbers/digits.tsv")
        .SelectMany(row => new[] { row[1], row[2] }.Distinct().Select(name => (Name: name[0], Digit: row[0][0]))).ToDictionary(pair => pair.Name, pair => pair.Digit);

    public static Rewriting? At(IReadOnlyList<string> words, int at)
    {
        var groups = new List<string>();
        var rest = "";
        for (var next = at; next < words.Count && rest.Length == 0; next++)
        {
            var digits = Dialled(words[next]);
            var behind = words[next][digits.Length..];
            if (!GoesOn(groups, digits) || !SpokenCounter.IsSuffix(behind.StartsWith('번') ? behind[1..] : behind)) break;
            groups.Add(digits);
            rest = behind;
        }

        return Written(groups) is { } number ? new(number + rest, groups.Count) : null;
    }

    private static string Dialled(string word) => string.Concat(word.TakeWhile(_digits.ContainsKey).Select(name => _digits[name]));

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
