namespace HubertAsr.Text.Numbers;

/// <summary>Numbers that a counter or unit proves: 스물세 살, 이천이십사년, 이십여 명, 제 이 차.</summary>
internal static class CountedNumber
{
    private const string Odd = "여"; // 이십여 명: twenty and some
    private const string Ordinal = "제";

    private static readonly string[] _ordinals = [.. TextAssets.Rows("lexicon/numbers/ordinals.txt").Select(row => row[0]).OrderByDescending(word => word.Length)];

    public static Rewriting? At(SpokenPlace place)
    {
        foreach (var numeral in SpokenNumeral.At(place))
        {
            var isOdd = numeral.Rest == Odd && numeral is { IsNative: false, Value: >= 10 } && numeral.Value % 10 == 0;
            var isApart = isOdd || numeral.Rest.Length == 0;
            var word = isApart ? place.Ahead(numeral.WordCount) : numeral.Rest;
            if (word.Length == 0 || NumberWords.IsLookalike(word) || SpokenCounter.At(word) is not { } counter || !Fits(numeral, counter, isApart, place)) continue;
            return new(counter.Write(WrittenNumber.Of(numeral.Value) + (isOdd ? Odd + " " : "")), numeral.WordCount + (isApart ? 1 : 0));
        }

        return null;
    }

    /// <summary>Numbers with a reading of their own before a counter: 시월, 유월.</summary>
    public static Rewriting? IrregularAt(SpokenPlace place)
    {
        foreach (var counter in Counter.BySound)
            foreach (var (number, reading) in counter.Irregular)
            {
                var spelled = reading + counter.Word;
                if (counter.IsJoined && place.Word.StartsWith(spelled, StringComparison.Ordinal) && Suffix.Is(place.Word[spelled.Length..]))
                    return new(new SpokenCounter(counter, place.Word[spelled.Length..]).Write(WrittenNumber.Of(number)), 1);
            }

        return null;
    }

    /// <summary>제 이 차, 제이차에: 제2차에. 제일 (most) alone begins none.</summary>
    public static Rewriting? OrdinalAt(SpokenPlace place)
    {
        if (!place.Word.StartsWith(Ordinal, StringComparison.Ordinal) || NumberWords.IsLookalike(place.Word)) return null;
        var isApart = place.Word.Length == Ordinal.Length;
        var words = isApart ? place.Behind(1, "") : place with { Words = [place.Word[Ordinal.Length..]], At = 0 };
        if (words.At == words.Words.Count) return null;
        foreach (var numeral in SpokenNumeral.At(words).Where(numeral => !numeral.IsNative))
        {
            var isCounterApart = numeral.Rest.Length == 0;
            var word = isCounterApart ? words.Ahead(numeral.WordCount) : numeral.Rest;
            var counter = _ordinals.FirstOrDefault(counter => word.StartsWith(counter, StringComparison.Ordinal) && Suffix.Is(word[counter.Length..]));
            if (counter is not null) return new($"{Ordinal}{WrittenNumber.Of(numeral.Value)}{word}", (isApart ? 1 : 0) + numeral.WordCount + (isCounterApart ? 1 : 0));
        }

        return null;
    }

    /// <summary>The lower end of a range whose upper end a counter proves: 삼십에서 사십 명.</summary>
    public static Rewriting? RangeAt(SpokenPlace place)
    {
        foreach (var numeral in SpokenNumeral.At(place).Where(numeral => !numeral.IsNative && numeral.Rest is "에서" or "부터" or "내지"))
        {
            var written = WrittenNumber.Of(numeral.Value) + numeral.Rest;
            var upper = place.Behind(numeral.WordCount, written);
            if (numeral.Spelling.Length > 1 && upper.At < upper.Words.Count && At(upper) is not null) return new(written, numeral.WordCount);
        }

        return null;
    }

    private static bool Fits(SpokenNumeral numeral, SpokenCounter spoken, bool isApart, SpokenPlace place)
    {
        var (counter, spelling) = (spoken.Counter, numeral.Spelling);
        if (numeral.Value > counter.Most || !IsOfSeries(numeral, counter)) return false;
        if (!isApart && NumberWords.IsOrdinary(spelling)) return false;
        var isProven = IsProven(counter, place.Before) || (spoken.Rest.Length == 0 && !numeral.IsNative && NumberWords.IsDuration(place.Ahead(numeral.WordCount + (isApart ? 1 : 0))));
        if (!isProven && (counter.Words.Contains(spelling) || (numeral.IsNative && counter.Words.Contains("*")))) return false;
        if (isApart || isProven) return true;

        // 세상, 한편, 사회: one syllable with a counter of one in a word is more often another word. 이십일 is 21, not 20일.
        if (spelling.Length == 1) return counter.IsJoined || counter.Word.Length > 1 || counter.Joins.Contains(spelling);
        return !SinoNumber.TryParse(spelling + counter.Word, out _);
    }

    private static bool IsOfSeries(SpokenNumeral numeral, Counter counter)
    {
        if (!numeral.IsNative) return numeral.Value == 0 || numeral.Value > counter.LargestNative || numeral.Value >= counter.SinoFrom;
        return numeral.Value <= counter.LargestNative || (numeral.Value > 100 && counter.LargestNative == 99);
    }

    /// <summary>After 3월 comes a day, after 영하 a temperature; 월 without its number proves nothing.</summary>
    private static bool IsProven(Counter counter, string before) => counter.After.Any(proof =>
        Counter.IsOne(proof) ? before.EndsWith(proof, StringComparison.Ordinal) && before.Length > proof.Length && char.IsAsciiDigit(before[^(proof.Length + 1)]) : before == proof);
}
