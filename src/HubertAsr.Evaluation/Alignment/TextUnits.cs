using System.Text;
using HubertAsr.Text;

namespace HubertAsr.Evaluation.Alignment;

/// <summary>Cuts text into the units that the measures count. Text is NFC with single blanks.</summary>
internal static class TextUnits
{
    public const int Blank = ' ';

    /// <summary>Code points of conjoining jamo: position and index in one number.</summary>
    private const int BeforeFirstCoda = 0x11A7;

    public static bool IsSyllable(int codePoint) => codePoint <= char.MaxValue && Hangul.IsSyllable((char)codePoint);

    /// <summary>Conjoining jamo of a syllable; the coda is 0 when there is none.</summary>
    public static (int Onset, int Nucleus, int Coda) Jamo(int syllable)
    {
        var (onset, nucleus, coda) = Hangul.Decompose((char)syllable);
        return (Hangul.FirstOnset + onset, Hangul.FirstNucleus + nucleus, coda == 0 ? 0 : BeforeFirstCoda + coda);
    }

    public static void AddCharacters(string text, List<int> units)
    {
        foreach (var rune in text.EnumerateRunes()) units.Add(rune.Value);
    }

    /// <summary>Conjoining jamo; what is not a syllable is one unit as it is.</summary>
    public static void AddJamo(List<int> characters, List<int> units)
    {
        foreach (var character in characters)
        {
            if (!IsSyllable(character))
            {
                units.Add(character);
                continue;
            }

            var (onset, nucleus, coda) = Jamo(character);
            units.Add(onset);
            units.Add(nucleus);
            if (coda != 0) units.Add(coda);
        }
    }

    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A number for each word, equal words getting equal numbers as long as <paramref name="ids"/> lives.</summary>
    public static void AddWords(ReadOnlySpan<char> text, Dictionary<string, int> ids, List<int> units)
    {
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in text.Split(' '))
        {
            var word = text[range];
            if (word.IsEmpty) continue;
            if (!lookup.TryGetValue(word, out var id)) lookup[word] = id = ids.Count;
            units.Add(id);
        }
    }

    /// <summary>NFC, every run of white space one blank, none at the ends.</summary>
    public static string Canonical(string text)
    {
        if (!text.IsNormalized(NormalizationForm.FormC)) text = text.Normalize(NormalizationForm.FormC);
        if (!NeedsCollapse(text)) return text;

        var collapsed = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character)) collapsed.Append(character);
            else if (collapsed.Length > 0 && collapsed[^1] != ' ') collapsed.Append(' ');
        }

        return collapsed.ToString().TrimEnd(' ');
    }

    private static bool NeedsCollapse(string text)
    {
        var blank = true;
        foreach (var character in text)
        {
            var white = char.IsWhiteSpace(character);
            if (white && (blank || character != ' ')) return true;
            blank = white;
        }

        return blank && text.Length > 0;
    }
}
