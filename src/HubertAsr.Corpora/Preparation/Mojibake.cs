using System.Text;
using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Recognises Korean that was read in the wrong encoding somewhere before it came to us.</summary>
internal static class Mojibake
{
    private const int LeastForeign = 2;
    private static readonly Encoding _latin1 = Encoding.GetEncoding("ISO-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    /// <summary>What the text was before, as far as it can be told; empty when it is damaged beyond that; null when it is in order.</summary>
    public static string? Before(string text)
    {
        if (text.Contains('\uFFFD', StringComparison.Ordinal)) return "";
        if (text.Count(character => character is >= '\u0080' and <= '\u00FF') >= LeastForeign && Again(text, _latin1) is { } latin) return latin;
        return Again(text, KoreanText.Cp949) is { } korean && korean != text ? korean : null;
    }

    private static string? Again(string text, Encoding wrong)
    {
        try
        {
            var bytes = wrong.GetBytes(text);
            // Hangul written in CP949 is practically never UTF-8; where it is, UTF-8 it was.
            if (wrong == KoreanText.Cp949 && (!System.Text.Unicode.Utf8.IsValid(bytes) || bytes.All(value => value < 0x80))) return null;
            var again = KoreanText.Decode(bytes);
            return again is not null && again.Any(character => character is >= '가' and <= '힣') ? again : null;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
