using System.Text;

namespace HubertAsr.Text;

/// <summary>How often each character stands in the training texts, and which of them become labels.</summary>
internal sealed class CharacterCounts
{
    private readonly Dictionary<Rune, long> _counts = [];

    private CharacterCounts()
    {
    }

    /// <param name="texts">Training texts; composed (NFC) before they are counted, blanks not counted.</param>
    public static CharacterCounts Of(IEnumerable<string> texts)
    {
        var counts = new CharacterCounts();
        foreach (var text in texts)
            foreach (var character in text.Composed().EnumerateRunes())
                if (!Rune.IsWhiteSpace(character)) counts._counts[character] = counts._counts.GetValueOrDefault(character) + 1;
        return counts;
    }

    /// <summary>By descending count, ties by code point.</summary>
    public IEnumerable<string> Syllables(TokenizerOptions options) =>
        Kept(options).Where(pair => IsSyllable(pair.Key)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Value).Select(pair => pair.Key.ToString());

    /// <summary>What is no Hangul, by code point. The word boundary's own sign cannot also be a character.</summary>
    public IEnumerable<string> Others(TokenizerOptions options) =>
        Kept(options).Where(pair => !IsSyllable(pair.Key) && !IsJamo(pair.Key) && pair.Key.Value != '|').OrderBy(pair => pair.Key.Value).Select(pair => pair.Key.ToString());

    private IEnumerable<KeyValuePair<Rune, long>> Kept(TokenizerOptions options) => _counts.Where(pair => pair.Value >= options.MinCount);

    private static bool IsSyllable(Rune character) => character.IsBmp && Hangul.IsSyllable((char)character.Value);

    private static bool IsJamo(Rune character) => character.IsBmp && Hangul.IsConjoiningJamo((char)character.Value);
}
