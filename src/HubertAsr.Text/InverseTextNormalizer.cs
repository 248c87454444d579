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

    private static readonly Func<SpokenPlace, Rewriting?>[] _rules =
    [
        NumberWords.NameAt, SpokenTelephone.At, PartedNumber.FractionAt, PartedNumber.DecimalAt, PartedNumber.RatioAt,
        CountedNumber.OrdinalAt, CountedNumber.IrregularAt, CountedNumber.At, CountedNumber.RangeAt, SpokenTelephone.RowAt, Bare,
    ];

    /// <param name="text">Recognised text, words apart by single blanks.</param>
    /// <returns>The text with numbers in digits; from 만 on in groups, 3만 2500원.</returns>
    public static string Normalize(string text) => string.Join(' ', Rewrite(text.Split(' ')).Select(rewriting => rewriting.Text));

    /// <param name="words">Recognised words.</param>
    /// <returns>What is written, and how many of the words each stands for: they add up to all of them.</returns>
    public static IEnumerable<(string Text, int WordCount)> Rewrite(IReadOnlyList<string> words)
    {
        var place = new SpokenPlace(words, 0, "");
        while (place.At < words.Count)
        {
            var here = place;
            var found = NumberWords.StayAt(here) ? null : _rules.Select(rule => rule(here)).FirstOrDefault(found => found is not null);
            var rewriting = found ?? new(here.Word, 1);
            yield return (rewriting.Text, rewriting.WordCount);
            place = here.Behind(rewriting.WordCount, rewriting.Text);
        }
    }

    private static Rewriting? Bare(SpokenPlace place)
    {
        if (SpokenNumeral.Whole(place) is not { } numeral || numeral.Spelling.Length < ShortestBareNumber) return null;
        if (place.Words.Skip(place.At).Take(numeral.WordCount).Any(word => word.Length == 1)) return null;
        // 천만이 넘는: the particle. At the end of all there is nothing whose subject it could make.
        var isParticle = numeral is { Rest.Length: 0, Spelling: [.. var stem, '이'] } && SinoNumber.TryParse(stem, out _) && place.Ahead(numeral.WordCount).Length > 0;
        return isParticle ? null : new(WrittenNumber.Of(numeral.Value) + numeral.Rest, numeral.WordCount);
    }
}
