namespace HubertAsr.Text;

/// <summary>One label a conjoining jamo: the position in the syllable is in the token, so NFC composes what was decoded.</summary>
public sealed class JamoTokenizer(CtcVocabulary vocabulary) : CtcTokenizer(vocabulary)
{
    private protected override string Units(string text) => Hangul.ToJamo(text);
}
