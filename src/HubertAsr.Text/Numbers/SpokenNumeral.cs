namespace HubertAsr.Text.Numbers;

/// <summary>A numeral that begins a word, perhaps goes on in the next ones, and ends inside or at the end of one.</summary>
/// <param name="Spelling">Without blanks.</param>
/// <param name="Value">What it says.</param>
/// <param name="WordCount">How many words it takes, the last perhaps in part.</param>
/// <param name="Rest">What the last of them holds behind it.</param>
/// <param name="IsNative">Whether it is of the native series, or ends in it: 백두 살.</param>
internal readonly record struct SpokenNumeral(string Spelling, long Value, int WordCount, string Rest, bool IsNative)
{
    private const string Hundred = "백";

    /// <summary>Every numeral that begins here, longest first; Sino-Korean before native.</summary>
    public static IEnumerable<SpokenNumeral> At(SpokenPlace place) => Sino(place).Reverse().Concat(Native(place));

    /// <summary>The longest Sino-Korean number with at most suffixes behind it.</summary>
    public static SpokenNumeral? Whole(SpokenPlace place)
    {
        foreach (var numeral in Sino(place).Reverse())
            if (Suffix.Is(numeral.Rest)) return numeral;
        return null;
    }

    private static IEnumerable<SpokenNumeral> Sino(SpokenPlace place)
    {
        var before = "";
        for (var count = 1; place.At + count <= place.Words.Count; count++)
        {
            var word = place.Ahead(count - 1);
            var length = word.TakeWhile(SinoNumber.IsPart).Count();
            for (var cut = 1; cut <= length; cut++)
                if (SinoNumber.TryParse(before + word[..cut], out var value)) yield return new(before + word[..cut], value, count, word[cut..], false);

            before += word;
            if (length < word.Length || !SinoNumber.TryParse(before, out _)) yield break;
        }
    }

    private static IEnumerable<SpokenNumeral> Native(SpokenPlace place)
    {
        var word = place.Word;
        // 스물 세 살: the recogniser's blank between tens and ones.
        if (place.Ahead(1) is { Length: > 0 } next && TryParse(word + next, out var joined)) yield return new(word + next, joined, 2, "", true);
        for (var cut = word.Length; cut >= 1; cut--)
            if (TryParse(word[..cut], out var value)) yield return new(word[..cut], value, 1, word[cut..], true);
    }

    /// <summary>A native numeral, perhaps behind Sino-Korean hundreds.</summary>
    private static bool TryParse(string words, out long value)
    {
        var hundreds = 0L;
        var split = words.LastIndexOf(Hundred, StringComparison.Ordinal) + 1;
        var isOne = (split == 0 || SinoNumber.TryParse(words[..split], out hundreds)) && NativeNumber.TryParse(words[split..], out _);
        value = isOne && NativeNumber.TryParse(words[split..], out var ones) ? hundreds + ones : 0;
        return isOne;
    }
}
