namespace HubertAsr.Text.Numbers;

/// <summary>A numeral that begins a word, perhaps goes on in the next ones, and ends inside or at the end of one.</summary>
/// <param name="Spelling">Without blanks.</param>
/// <param name="Value">What it says.</param>
/// <param name="WordCount">How many words it takes, the last perhaps in part.</param>
/// <param name="Rest">What the last of them holds behind it.</param>
/// <param name="IsNative">Whether it is of the native series.</param>
internal readonly record struct SpokenNumeral(string Spelling, long Value, int WordCount, string Rest, bool IsNative)
{
    /// <summary>Every numeral that begins with a word, longest first; Sino-Korean before native.</summary>
    public static IEnumerable<SpokenNumeral> At(IReadOnlyList<string> words, int at) => Sino(words, at).Reverse().Concat(Native(words, at));

    private static IEnumerable<SpokenNumeral> Sino(IReadOnlyList<string> words, int at)
    {
        var before = "";
        for (var count = 1; at + count <= words.Count; count++)
        {
            var word = words[at + count - 1];
            var length = word.TakeWhile(SinoNumber.IsPart).Count();
            for (var cut = 1; cut <= length; cut++)
                if (SinoNumber.TryParse(before + word[..cut], out var value)) yield return new(before + word[..cut], value, count, word[cut..], false);

            before += word;
            if (length < word.Length || !SinoNumber.TryParse(before, out _)) yield break;
        }
    }

    private static IEnumerable<SpokenNumeral> Native(IReadOnlyList<string> words, int at)
    {
        var word = words[at];
        // 스물 세 살: the recogniser's blank between tens and ones.
        if (at + 1 < words.Count && NativeNumber.TryParse(word + words[at + 1], out var joined)) yield return new(word + words[at + 1], joined, 2, "", true);
        for (var cut = Math.Min(word.Length, 4); cut >= 1; cut--)
            if (NativeNumber.TryParse(word[..cut], out var value)) yield return new(word[..cut], value, 1, word[cut..], true);
    }
}
