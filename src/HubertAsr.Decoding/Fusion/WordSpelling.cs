using System.Text;
using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>How the tokens of a vocabulary write a word: its jamo, its letters of the keyboard, or its characters.</summary>
/// <param name="unit">What a token is.</param>
/// <param name="isToken">Whether a letter has a token; all by default.</param>
internal sealed class WordSpelling(CtcUnit unit, Func<char, bool>? isToken = null)
{
    public static WordSpelling Of(CtcVocabulary vocabulary) => new(vocabulary.Unit, letter => vocabulary.IdOf(letter.ToString()) is not null);

    public string Spell(string word) => unit switch
    {
        CtcUnit.Jamo => Hangul.ToJamo(word),
        CtcUnit.CompatibilityJamo => CompatibilityJamo.Spell(word, isToken ?? (_ => true)),
        _ => word.Normalize(NormalizationForm.FormC),
    };
}
