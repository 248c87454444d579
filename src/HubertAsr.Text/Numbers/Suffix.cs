namespace HubertAsr.Text.Numbers;

/// <summary>What may follow a number or a counter in its word: particles, the copula, 쯤, 마다.</summary>
internal static class Suffix
{
    private static readonly HashSet<string> _suffixes = [.. TextAssets.Rows("lexicon/numbers/suffixes.txt").Select(row => row[0])];

    /// <summary>Whether it is empty, a suffix, or two of them (쯤에는).</summary>
    public static bool Is(string rest)
    {
        if (rest.Length == 0 || _suffixes.Contains(rest)) return true;
        for (var cut = 1; cut < rest.Length; cut++)
            if (_suffixes.Contains(rest[..cut]) && _suffixes.Contains(rest[cut..])) return true;
        return false;
    }
}
