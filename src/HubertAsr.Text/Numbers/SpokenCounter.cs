namespace HubertAsr.Text.Numbers;

/// <summary>A counter at the beginning of a word, and what else the word holds: 년에, 시쯤.</summary>
internal readonly record struct SpokenCounter(Counter Counter, string Rest)
{
    /// <summary>The longest counter behind which only suffixes stand, so that 시장 is no 시.</summary>
    public static SpokenCounter? At(string word)
    {
        foreach (var counter in Counter.BySound)
            if (word.StartsWith(counter.Word, StringComparison.Ordinal) && Suffix.Is(word[counter.Word.Length..])) return new(counter, word[counter.Word.Length..]);
        return null;
    }

    /// <summary>The number in digits before the counter.</summary>
    public string Write(string number) => number + Counter.Written + Rest;
}
