using System.Text;

namespace HubertAsr.Text;

/// <summary>Hangul by arithmetic: a syllable is one of 19 onsets, 21 nuclei and 27 codas or none, counted from U+AC00 (Unicode §3.12).</summary>
public static class Hangul
{
    public const char FirstSyllable = '가';
    public const char LastSyllable = '힣';
    public const char FirstOnset = 'ᄀ';
    public const char FirstNucleus = 'ᅡ';
    public const int OnsetCount = 19;
    public const int NucleusCount = 21;

    /// <summary>27 codas; 0 stands for none.</summary>
    public const int CodaCount = 27;

    // The coda before the first: none.
    private const char NoCoda = 'ᆧ';

    /// <summary>Whether it is one of the 11,172 modern syllables.</summary>
    public static bool IsSyllable(char letter) => letter is >= FirstSyllable and <= LastSyllable;

    /// <summary>Whether it is one of the 67 modern conjoining jamo.</summary>
    public static bool IsConjoiningJamo(char letter) =>
        letter is >= FirstOnset and < (char)(FirstOnset + OnsetCount) or >= FirstNucleus and < (char)(FirstNucleus + NucleusCount) or > NoCoda and <= (char)(NoCoda + CodaCount);

    /// <summary>The 67 modern conjoining jamo by code point: onsets, nuclei, codas.</summary>
    internal static IEnumerable<char> Jamo =>
        Range(FirstOnset, OnsetCount).Concat(Range(FirstNucleus, NucleusCount)).Concat(Range((char)(NoCoda + 1), CodaCount));

    /// <summary>Indices from 0; coda 0 is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a modern syllable.</exception>
    public static (int Onset, int Nucleus, int Coda) Decompose(char syllable)
    {
        if (!IsSyllable(syllable)) throw new ArgumentOutOfRangeException(nameof(syllable), syllable, "a modern Hangul syllable was expected");
        var index = syllable - FirstSyllable;
        return (index / (NucleusCount * (CodaCount + 1)), index / (CodaCount + 1) % NucleusCount, index % (CodaCount + 1));
    }

    /// <summary>The syllable of three indices; coda 0 is none.</summary>
    public static char Compose(int onset, int nucleus, int coda = 0) => (char)(FirstSyllable + ((onset * NucleusCount) + nucleus) * (CodaCount + 1) + coda);

    /// <summary>Every syllable as conjoining jamo (U+1100…, U+1161…, U+11A8…); all else is left as it is.</summary>
    public static string ToJamo(string text)
    {
        var jamo = new StringBuilder(text.Length * 3);
        foreach (var letter in text.Composed())
        {
            if (!IsSyllable(letter))
            {
                jamo.Append(letter);
                continue;
            }

            var (onset, nucleus, coda) = Decompose(letter);
            jamo.Append((char)(FirstOnset + onset)).Append((char)(FirstNucleus + nucleus));
            if (coda > 0) jamo.Append((char)(NoCoda + coda));
        }

        return jamo.ToString();
    }

    /// <summary>Conjoining jamo composed to syllables: NFC.</summary>
    public static string Compose(string jamo) => jamo.Composed();

    private static IEnumerable<char> Range(char first, int count) => Enumerable.Range(first, count).Select(code => (char)code);
}
