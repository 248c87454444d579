using System.Text;
using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>What one word of an n-gram model stands for.</summary>
public enum NGramUnit
{
    Word,
    Syllable,
    Jamo,
}

/// <summary>Cuts a line into the units of a language model; in syllables and jamo, the blank between words is <c>▁</c>.</summary>
public static class NGramUnits
{
    /// <summary>What stands for the blank between words.</summary>
    public const string Space = "▁";

    /// <summary>The line as a language model reads it: NFC, units parted by single blanks.</summary>
    public static string Spell(string line, NGramUnit unit)
    {
        var words = line.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return unit == NGramUnit.Word
            ? string.Join(' ', words)
            : string.Join($" {Space} ", words.Select(word => string.Join(' ', Characters(unit == NGramUnit.Jamo ? Hangul.ToJamo(word) : word))));
    }

    // Characters beyond the first plane stay whole.
    private static IEnumerable<string> Characters(string word) => word.EnumerateRunes().Select(rune => rune.ToString());
}
