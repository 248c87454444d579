using HubertAsr.Evaluation.Alignment;
using HubertAsr.Text;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>A syllable's letters as people write them (ㄱ, ㅏ, ㄳ); the rule tables are in these.</summary>
/// <param name="Onset">Initial consonant; ㅇ when none is heard.</param>
/// <param name="Nucleus">Vowel.</param>
/// <param name="Coda">Final consonant, or <see cref="NoCoda"/>.</param>
internal readonly record struct SyllableParts(char Onset, char Nucleus, char Coda)
{
    public const char NoCoda = '-';

    /// <summary>Stands for the initial consonant where no syllable follows.</summary>
    public const char End = '#';

    public const string Onsets = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    public const string Nuclei = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    public const string Codas = "-ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    /// <summary>Null for what is no syllable.</summary>
    public static SyllableParts? Of(int codePoint)
    {
        if (!TextUnits.IsSyllable(codePoint)) return null;
        var (onset, nucleus, coda) = Hangul.Decompose((char)codePoint);
        return new SyllableParts(Onsets[onset], Nuclei[nucleus], Codas[coda]);
    }
}
