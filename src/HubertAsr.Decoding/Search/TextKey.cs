namespace HubertAsr.Decoding;

/// <summary>A text of pieces as one number, so that prefixes of different pieces that write the same are known as one. Blanks count once, and not at all before the first word.</summary>
/// <remarks>A hash of 64 bits, whose lowest is set where a blank stands open at the end. Of a beam's few thousand texts two differing ones meet once in 10¹² frames.</remarks>
internal static class TextKey
{
    /// <summary>No text yet: a blank would not change it.</summary>
    public const ulong Empty = OpenBlank;

    private const ulong OpenBlank = 1;

    /// <summary>The text with characters of a piece after it.</summary>
    /// <param name="text">The text before.</param>
    /// <param name="beginsWord">Whether the piece has a blank before its characters.</param>
    /// <param name="characters">What it writes.</param>
    public static ulong Extend(ulong text, bool beginsWord, string characters)
    {
        if (beginsWord) text |= OpenBlank;
        foreach (var character in characters) text = Mix(text, character);
        return text;
    }

    private static ulong Mix(ulong text, char character)
    {
        var mixed = (text + character + 1) * 0x9E3779B97F4A7C15UL;
        mixed = (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9UL;
        return (mixed ^ (mixed >> 32)) & ~OpenBlank;
    }
}
