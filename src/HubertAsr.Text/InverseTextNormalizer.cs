using HubertAsr.Text.Numbers;

namespace HubertAsr.Text;

/// <summary>Spoken numbers as they are written: 스물세 살 23살, 이천이십사년 2024년, 오십 퍼센트 50%, 공일공 일이삼사 오육칠팔 010-1234-5678.</summary>
/// <remarks>
/// The tables are <c>lexicon/numbers</c>, the same that <see cref="NumberReader"/> reads with. A numeral becomes digits only where something proves it to be one: a counter that goes with its
/// series (세 시, 십 분, but 이 사람 stays), a telephone number, a decimal point, a fraction, or at least three syllables of a well-formed number. What is ambiguous stays words.
/// </remarks>
public static class InverseTextNormalizer
{
    private const int ShortestBareNumber = 3;
    private static readonly Func<IReadOnlyList<string>, int, Rewriting?>[] _rules = [SpokenTelephone.At, Fraction, Decimal, Irregular, Counted, Bare];

    /// <param name="text">Recognised text, words apart by single blanks.</param>
    /// <returns>The text with numbers in digits; from 만 on in groups, 3만 2500원.</returns>
    public static string Normalize(string text) => string.Join(' ', Rewrite(text.Split(' ')).Select(rewriting => rewriting.Text));

    /// <param name="words">Recognised words.</param>
    /// <returns>What is written, and how many of the words each stands for: they add up to all of them.</returns>
    public static IEnumerable<(string Text, int WordCount)> Rewrite(IReadOnlyList<string> words)
    {
        for (var at = 0; at < words.Count;)
        {
            var rewriting = _rules.Select(rule => rule(words, at)).FirstOrDefault(found => found is not null) ?? new(words[at], 1);
            yield return (rewriting.Text, rewriting.WordCount);
            at += rewriting.WordCount;
        }
    }

    private static Rewriting? Counted(IReadOnlyList<string> words, int at)
    {
        foreach (var numeral in SpokenNumeral.At(words, at))
        {
            var isApart = numeral.Rest.Length == 0;
            var next = at + numeral.WordCount;
            if (isApart && next == words.Count) continue;
            if (SpokenCounter.At(isApart ? words[next] : numeral.Rest) is not { } counter || !Fits(numeral, counter, isApart)) continue;
            return new(counter.Write(WrittenNumber.Of(numeral.Value)), numeral.WordCount + (isApart ? 1 : 0));
        }

        return null;
    }

    private static bool Fits(SpokenNumeral numeral, SpokenCounter spoken, bool isApart)
    {
        var counter = spoken.Counter;
        if (numeral.IsNative != (numeral.Value >= 1 && numeral.Value <= counter.LargestNative)) return false;
        if (counter.Words.Contains(numeral.Spelling) || (numeral.IsNative && counter.Words.Contains("*"))) return false;
        if (isApart) return true;

        // 세상, 한편, 만원: one syllable with a counter in one word is more often another word. 이십일 is 21, not 20일.
        var isOtherNumber = SinoNumber.TryParse(numeral.Spelling + counter.Word, out _);
        return (numeral.Spelling.Length > 1 || counter.IsJoined) && !isOtherNumber;
    }

    /// <summary>Numbers with a reading of their own before a counter: 시월, 유월.</summary>
    private static Rewriting? Irregular(IReadOnlyList<string> words, int at)
    {
        foreach (var counter in Counter.BySound)
            foreach (var (number, reading) in counter.Irregular)
            {
                var spelled = reading + counter.Word;
                if (counter.IsJoined && words[at].StartsWith(spelled, StringComparison.Ordinal) && SpokenCounter.IsSuffix(words[at][spelled.Length..]))
                    return new(new SpokenCounter(counter, words[at][spelled.Length..]).Write(WrittenNumber.Of(number)), 1);
            }

        return null;
    }

    private static Rewriting? Fraction(IReadOnlyList<string> words, int at)
    {
        const string Of = "분의";
        foreach (var below in SpokenNumeral.At(words, at).Where(numeral => !numeral.IsNative))
        {
            var isApart = below.Rest.Length == 0;
            var next = at + below.WordCount + (isApart ? 1 : 0);
            if (next >= words.Count || (isApart ? words[next - 1] : below.Rest) != Of) continue;
            // 이분의 일이 많다 is the work of this person.
            if (Whole(words, next) is { } above && !(below.Spelling == "이" && above.Rest.Length > 0))
                return new($"{above.Value}/{below.Value}{above.Rest}", next + above.WordCount - at);
        }

        return null;
    }

    private static Rewriting? Decimal(IReadOnlyList<string> words, int at)
    {
        var whole = SpokenNumeral.At(words, at).FirstOrDefault(numeral => !numeral.IsNative && numeral.Rest.Length == 0 && words.ElementAtOrDefault(at + numeral.WordCount) == "점");
        if (whole.Spelling is null || words.ElementAtOrDefault(at + whole.WordCount + 1) is not { } word) return null;

        var count = whole.WordCount + 2;
        for (var cut = word.Length; cut >= 1; cut--)
        {
            if (SinoNumber.Unspell(word[..cut]) is not { } decimals) continue;
            var number = $"{WrittenNumber.Of(whole.Value)}.{decimals}";
            if (word.Length > cut && SpokenCounter.At(word[cut..]) is { } inside) return new(inside.Write(number), count);
            if (word.Length > cut && !SpokenCounter.IsSuffix(word[cut..])) continue;
            if (word.Length == cut && at + count < words.Count && SpokenCounter.At(words[at + count]) is { } next) return new(next.Write(number), count + 1);
            // 이 점 이 문제: 이 is 'this' unless a counter follows.
            return whole.Spelling == "이" ? null : new(number + word[cut..], count);
        }

        return null;
    }

    private static Rewriting? Bare(IReadOnlyList<string> words, int at)
    {
        if (Whole(words, at) is not { } numeral || numeral.Spelling.Length < ShortestBareNumber) return null;
        var areWords = words.Skip(at).Take(numeral.WordCount).All(word => word.Length > 1);
        return areWords ? new(WrittenNumber.Of(numeral.Value) + numeral.Rest, numeral.WordCount) : null;
    }

    /// <summary>The longest Sino-Korean number with at most particles behind it.</summary>
    private static SpokenNumeral? Whole(IReadOnlyList<string> words, int at)
    {
        foreach (var numeral in SpokenNumeral.At(words, at))
            if (!numeral.IsNative && SpokenCounter.IsSuffix(numeral.Rest)) return numeral;
        return null;
    }
}
