using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>The particles (조사) that a noun is written together with, in the form that its last sound asks for.</summary>
public static class KoreanParticles
{
    private const int RieulCoda = 8;

    // After a coda, after a vowel.
    private static readonly (string AfterCoda, string AfterVowel)[] _alternating =
        [("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("이라", "라"), ("이라고", "라고"), ("이랑", "랑"), ("이나", "나"), ("이란", "란"), ("이든", "든"),
         ("이든지", "든지"), ("이라도", "라도"), ("이라면", "라면"), ("이며", "며"), ("이야", "야"), ("아", "야")];

    // ㄹ counts as a vowel here: 서울로, but 부산으로.
    private static readonly (string AfterCoda, string AfterVowel)[] _alternatingButRieul = [("으로", "로"), ("으로서", "로서"), ("으로써", "로써"), ("으로부터", "로부터"), ("으로는", "로는"), ("으로도", "로도")];

    private static readonly string[] _fixed =
        ["의", "에", "에는", "에도", "에서", "에서는", "에서도", "에게", "에게서", "한테", "한테서", "께", "께서", "도", "만", "까지", "부터", "보다", "처럼", "마다", "밖에", "조차", "마저", "뿐", "만큼", "대로", "같이", "하고"];

    /// <summary>A word with each particle that may follow it; a word that does not end in a Hangul syllable has both forms.</summary>
    public static IEnumerable<string> Attached(string word)
    {
        if (word.Length == 0) return [];
        var coda = Hangul.IsSyllable(word[^1]) ? Hangul.Decompose(word[^1]).Coda : (int?)null;
        return _alternating.SelectMany(forms => Forms(forms, coda is { } sound ? sound != 0 : null))
            .Concat(_alternatingButRieul.SelectMany(forms => Forms(forms, coda is { } sound ? sound is not (0 or RieulCoda) : null)))
            .Concat(_fixed)
            .Distinct()
            .Select(particle => word + particle);
    }

    private static string[] Forms((string AfterCoda, string AfterVowel) forms, bool? endsInCoda) => endsInCoda switch
    {
        true => [forms.AfterCoda],
        false => [forms.AfterVowel],
        _ => [forms.AfterCoda, forms.AfterVowel],
    };
}
