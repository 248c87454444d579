namespace HubertAsr.Text;

/// <summary>One label a syllable.</summary>
public sealed class SyllableTokenizer(CtcVocabulary vocabulary) : CtcTokenizer(vocabulary)
{
    private protected override string Units(string text) => text.Composed();
}
