using System.Text;

namespace HubertAsr.Text;

/// <summary>Unicode composition that never throws: half of a surrogate pair, which no normal form admits, becomes U+FFFD first.</summary>
internal static class Normalization
{
    public static string Composed(this string text)
    {
        if (HasLoneSurrogate(text)) text = string.Concat(text.EnumerateRunes());
        return text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return true;
            at++;
        }

        return false;
    }
}
