using System.Text;

namespace HubertAsr.Evaluation.Alignment;

/// <summary>Cuts text into the units that the measures count. Text is NFC with single blanks.</summary>
internal static class TextUnits
{
    public const int Blank = ' ';

    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, NucleusCount = 21, CodaCount = 28;
    private const int FirstOnset = 0x1100, FirstNucleus = 0x1161, BeforeFirstCoda = 0x11A7;

    public static bool IsSyllable(int codePoint) => codePoint is >= FirstSyllable and <= LastSyllable;

    public static int Onset(int syllable) => FirstOnset + (syllable - FirstSyllable) / (NucleusCount * CodaCount);

    public static int Nucleus(int syllable) => FirstNucleus + (syllable - FirstSyllable) / CodaCount % NucleusCount;

    /// <summary>The conjoining final consonant, or 0 when the syllable has none.</summary>
    public static int Coda(int syllable) => (syllable - FirstSyllable) % CodaCount is var coda and > 0 ? BeforeFirstCoda + coda : 0;

    public static void AddCharacters(string text, List<int> units)
    {
        foreach (var rune in text.EnumerateRunes()) units.Add(rune.Value);
    }

    /// <summary>The code points that are no blank; a flag for each says whether a blank stands before it.</summary>
    public static void AddUnspaced(List<int> characters, List<int> units, List<bool> blankBefore)
    {
        var blank = false;
        foreach (var character in characters)
        {
            if (character != Blank)
            {
                units.Add(character);
                blankBefore.Add(blank);
            }

            blank = character == Blank;
        }
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

            units.Add(Onset(character));
            units.Add(Nucleus(character));
            if (Coda(character) is var coda and not 0) units.Add(coda);
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
