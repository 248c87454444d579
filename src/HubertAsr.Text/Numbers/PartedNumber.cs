namespace HubertAsr.Text.Numbers;

/// <summary>Numbers of two parts with a word between them: decimals (삼 점 일사), fractions (삼분의 이), ratios and scores (삼 대 일).</summary>
internal static class PartedNumber
{
    private const string Point = "점";
    private const string Of = "분의";
    private const string Against = "대";
    private const long LargestScore = 99;

    // 이 is also 'this' and a particle, 일 also 'work': alone they prove nothing.
    private const string This = "이";
    private const string Work = "일";

    public static Rewriting? FractionAt(SpokenPlace place)
    {
        foreach (var below in SpokenNumeral.At(place).Where(numeral => !numeral.IsNative))
        {
            var isApart = below.Rest.Length == 0;
            var count = below.WordCount + (isApart ? 1 : 0);
            if ((isApart ? place.Ahead(below.WordCount) : below.Rest) != Of || place.Ahead(count).Length == 0) continue;
            // 이분의 일이 많다 is the work of this person.
            if (SpokenNumeral.Whole(place.Behind(count, "")) is { } above && !(below.Spelling == This && above.Rest.Length > 0))
                return new($"{above.Value}/{below.Value}{above.Rest}", count + above.WordCount);
        }

        return null;
    }

    public static Rewriting? RatioAt(SpokenPlace place)
    {
        foreach (var left in SpokenNumeral.At(place).Where(numeral => numeral is { IsNative: false, Rest.Length: 0, Value: <= LargestScore, Spelling: not This }))
        {
            if (place.Ahead(left.WordCount) != Against) continue;
            var behind = place.Behind(left.WordCount + 1, Against);
            if (behind.At == behind.Words.Count || SpokenNumeral.Whole(behind) is not { Value: <= LargestScore } right) return null;
            // 십 대 이십 대, 삼십 대 이 사람: ages.
            var areAges = behind.Ahead(right.WordCount) == Against || (left.Value >= 10 && left.Value % 10 == 0 && right.Spelling != Work);
            return areAges ? null : new($"{left.Value} {Against} {right.Value}{right.Rest}", left.WordCount + 1 + right.WordCount);
        }

        return null;
    }

    public static Rewriting? DecimalAt(SpokenPlace place)
    {
        foreach (var whole in SpokenNumeral.At(place).Where(numeral => !numeral.IsNative))
        {
            var isApart = whole.Rest.Length == 0;
            var tail = isApart ? place.Ahead(whole.WordCount) : whole.Rest;
            if (!tail.StartsWith(Point, StringComparison.Ordinal)) continue;
            var count = whole.WordCount + (isApart ? 1 : 0);
            if (tail.Length > Point.Length) return isApart ? null : Written(whole, tail[Point.Length..], place.Behind(count, ""), count);
            // 이점 오…, 백점 이…: a point that is no decimal one; 영점 is always one.
            var isSure = isApart || whole.Value == 0 || whole.Spelling.Length > 1;
            return place.Ahead(count) is { Length: > 0 } digits && isSure ? Written(whole, digits, place.Behind(count + 1, ""), count + 1) : null;
        }

        return null;
    }

    /// <param name="whole">What stands before the point.</param>
    /// <param name="word">The digits behind it, perhaps with a counter or suffixes.</param>
    /// <param name="behind">The place after that word.</param>
    /// <param name="count">Words up to there.</param>
    private static Rewriting? Written(SpokenNumeral whole, string word, SpokenPlace behind, int count)
    {
        for (var cut = word.Length; cut >= 1; cut--)
        {
            if (SinoNumber.Unspell(word[..cut]) is not { } decimals) continue;
            var rest = word[cut..];
            if (rest.Length > 0 && SpokenCounter.At(rest) is { } inside) return new(inside.Write($"{WrittenNumber.Of(whole.Value)}.{decimals}"), count);
            if (!Suffix.Is(rest)) continue;
            if (rest.Length == 0)
            {
                var further = FurtherDigits(behind);
                (decimals, behind, count) = (decimals + further, behind.Behind(further.Length, ""), count + further.Length);
            }
            if (rest.Length == 0 && SpokenCounter.At(behind.Ahead(0)) is { } next) return new(next.Write($"{WrittenNumber.Of(whole.Value)}.{decimals}"), count + 1);
            // 이 점 이 문제, 백점이: not sure unless a counter follows.
            var isDoubtful = whole.Spelling == This || (whole.Rest.Length > 0 && decimals.Length == 1 && word[..cut] is This or Work);
            return isDoubtful ? null : new($"{WrittenNumber.Of(whole.Value)}.{decimals}{rest}", count);
        }

        return null;
    }

    /// <summary>Digits said one by one: 삼 점 일 사 일 오. A last 이 or 일 before another word is a word itself, unless that is a counter.</summary>
    private static string FurtherDigits(SpokenPlace place)
    {
        var count = 0;
        while (place.Ahead(count) is { Length: 1 } word && SinoNumber.Unspell(word) is not null) count++;
        while (count > 0 && place.Ahead(count - 1) is This or Work && place.Ahead(count) is { Length: > 0 } next && SpokenCounter.At(next) is null) count--;
        return string.Concat(Enumerable.Range(0, count).Select(index => SinoNumber.Unspell(place.Ahead(index))));
    }
}
