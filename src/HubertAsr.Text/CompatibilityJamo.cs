using System.Text;

namespace HubertAsr.Text;

/// <summary>Compatibility jamo (U+3131…U+3163), the letters of the keyboard: syllables to letters by table, letters to syllables by automaton.</summary>
/// <remarks>
/// A consonant ends the syllable before it unless a vowel follows, in which case it begins the next; of a compound coda that a vowel follows, the second half moves on.
/// Any text of whole syllables comes back as it was; a lone consonant after an open syllable (가ㅋㅋ) is read as its coda.
/// </remarks>
public static class CompatibilityJamo
{
    private static readonly IReadOnlyList<string[]> _jamo = TextAssets.Rows("lexicon/hangul/jamo.tsv");
    private static readonly string _onsets = Letters("onset");
    private static readonly string _nuclei = Letters("nucleus");

    // Coda 0 is none.
    private static readonly string _codas = '\0' + Letters("coda");

    private static readonly Dictionary<char, string> _compounds = _jamo.Where(row => row[3] != "-").ToDictionary(row => row[2][0], row => row[3]);
    private static readonly Dictionary<string, char> _joined = _compounds.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Whether it is one of the 51 modern letters U+3131…U+3163.</summary>
    public static bool Is(char letter) => letter is >= 'ㄱ' and <= 'ㅣ';

    /// <summary>Every syllable as its letters; a compound that <paramref name="isKnown"/> denies is spelled as its two halves.</summary>
    public static string Spell(string text, Func<char, bool> isKnown)
    {
        var letters = new StringBuilder(text.Length * 3);
        foreach (var character in text.Composed())
        {
            if (!Hangul.IsSyllable(character))
            {
                letters.Append(character);
                continue;
            }

            var (onset, nucleus, coda) = Hangul.Decompose(character);
            letters.Append(_onsets[onset]);
            Append(_nuclei[nucleus]);
            if (coda > 0) Append(_codas[coda]);
        }

        return letters.ToString();

        void Append(char letter)
        {
            if (!isKnown(letter) && _compounds.TryGetValue(letter, out var halves)) letters.Append(halves);
            else letters.Append(letter);
        }
    }

    /// <summary>Letters as syllables; what is no letter ends a syllable and stays as it is.</summary>
    public static string Compose(string letters)
    {
        letters = Halved(letters);
        var text = new StringBuilder(letters.Length);
        for (var at = 0; at < letters.Length;)
        {
            var onset = _onsets.IndexOf(letters[at], StringComparison.Ordinal);
            var nucleus = onset < 0 ? null : Nucleus(letters, at + 1);
            if (nucleus is not { } vowel)
            {
                text.Append(letters[at++]);
                continue;
            }

            at += 1 + vowel.Length;
            var (coda, length) = Coda(letters, at);
            text.Append(Hangul.Compose(onset, vowel.Index, coda));
            at += length;
        }

        return text.ToString();
    }

    private static string Halved(string letters)
    {
        var halved = new StringBuilder(letters.Length);
        for (var at = 0; at < letters.Length; at++)
        {
            if (letters[at] < 'ㅏ' && IsVowel(letters, at + 1) && _compounds.TryGetValue(letters[at], out var halves)) halved.Append(halves);
            else halved.Append(letters[at]);
        }

        return halved.ToString();
    }

    private static (int Index, int Length)? Nucleus(string letters, int at)
    {
        if (!IsVowel(letters, at)) return null;
        return at + 1 < letters.Length && _joined.TryGetValue(letters.Substring(at, 2), out var compound)
            ? (_nuclei.IndexOf(compound, StringComparison.Ordinal), 2)
            : (_nuclei.IndexOf(letters[at], StringComparison.Ordinal), 1);
    }

    private static (int Index, int Length) Coda(string letters, int at)
    {
        if (at >= letters.Length || CodaIndex(letters[at]) is not (> 0 and var single)) return (0, 0);
        if (IsVowel(letters, at + 1)) return (0, 0);
        var isCompound = at + 1 < letters.Length && _joined.TryGetValue(letters.Substring(at, 2), out _) && !IsVowel(letters, at + 2);
        return isCompound ? (CodaIndex(_joined[letters.Substring(at, 2)]), 2) : (single, 1);
    }

    private static int CodaIndex(char letter) => _codas.IndexOf(letter, StringComparison.Ordinal);

    private static bool IsVowel(string letters, int at) => at < letters.Length && letters[at] is >= 'ㅏ' and <= 'ㅣ';

    private static string Letters(string place) => string.Concat(_jamo.Where(row => row[0] == place).Select(row => row[2]));
}
