namespace HubertAsr.Text.Numbers;

/// <summary>A counter at the beginning of a word, and what else the word holds: 년에, 시쯤.</summary>
internal readonly record struct SpokenCounter(Counter Counter, string Suffix)
{
    /// <summary>The longest counter behind which only suffixes stand, so that 시장 is no 시.</summary>
    public static SpokenCounter? At(string word)
    {
        foreach (var counter in Counter.BySound)
            if (word.StartsWith(counter.Word, StringComparison.Ordinal) && IsSuffix(word[counter.Word.Length..])) return new(counter, word[counter.Word.Length..]);
        return null;
    }

    /// <summary>Whether it is empty, a particle, or two of them (쯤에는).</summary>
    public static bool IsSuffix(string rest)
    {
        if (rest.Length == 0 || Counter.Suffixes.Contains(rest)) return true;
        return Counter.Suffixes.Any(suffix => rest.StartsWith(suffix, StringComparison.Ordinal) && Counter.Suffixes.Contains(rest[suffix.Length..]));
    }

    /// <summary>The number in digits before the counter.</summary>
    public string Write(string number) => number + Counter.Written + Suffix;
}
