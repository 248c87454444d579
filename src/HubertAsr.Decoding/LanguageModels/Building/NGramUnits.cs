using System.Buffers;
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

    private const char FirstConjoiningJamo = '\u1100';
    private const char LastConjoiningJamo = '\u11FF';

    /// <summary>What parts words: lmplz's set, not Unicode's, so that the same text has the same words.</summary>
    internal static char[] Blanks { get; } = [' ', '\t', '\r', '\n', '\0'];

    private static readonly SearchValues<byte> _blanks = SearchValues.Create([.. Blanks.Select(blank => (byte)blank)]);

    /// <summary>The line as a language model reads it: Hangul composed, all else as it is written, units parted by single blanks.</summary>
    public static string Spell(string line, NGramUnit unit)
    {
        var words = Composed(line).Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        return unit == NGramUnit.Word
            ? string.Join(' ', words)
            : string.Join($" {Space} ", words.Select(word => string.Join(' ', Characters(unit == NGramUnit.Jamo ? Hangul.ToJamo(word) : word))));
    }

    /// <summary>The same in UTF-8; words stay where they are, with the blanks between them, unless their Hangul must be composed.</summary>
    internal static ReadOnlySpan<byte> Spell(ReadOnlySpan<byte> line, NGramUnit unit) => unit == NGramUnit.Word && !HasConjoiningJamo(line)
        ? line
        : Encoding.UTF8.GetBytes(Spell(Encoding.UTF8.GetString(line), unit));

    /// <summary>Takes the first word off a spelled line.</summary>
    internal static bool TryTakeWord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        word = [];
        while (word.IsEmpty && !rest.IsEmpty)
        {
            var length = rest.IndexOfAny(_blanks);
            word = length < 0 ? rest : rest[..length];
            rest = length < 0 ? [] : rest[(length + 1)..];
        }

        return !word.IsEmpty;
    }

    // Only lines that hold letters to compose: NFC would also replace characters that merely look alike, such as 女 (U+F981) by 女.
    private static string Composed(string line) =>
        line.AsSpan().ContainsAnyInRange(FirstConjoiningJamo, LastConjoiningJamo) ? line.Normalize(NormalizationForm.FormC) : line;

    // U+1100 to U+11FF are E1 84 80 to E1 87 BF.
    private static bool HasConjoiningJamo(ReadOnlySpan<byte> line)
    {
        for (var at = line.IndexOf((byte)0xE1); at >= 0 && at + 1 < line.Length; at = line.IndexOf((byte)0xE1))
        {
            if (line[at + 1] is >= 0x84 and <= 0x87) return true;
            line = line[(at + 1)..];
        }

        return false;
    }

    // Characters beyond the first plane stay whole.
    private static IEnumerable<string> Characters(string word) => word.EnumerateRunes().Select(rune => rune.ToString());
}
