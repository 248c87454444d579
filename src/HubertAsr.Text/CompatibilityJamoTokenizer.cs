namespace HubertAsr.Text;

/// <summary>One label a letter of the keyboard (U+3131…), as some published models have them. What is decoded is composed by automaton.</summary>
public sealed class CompatibilityJamoTokenizer(CtcVocabulary vocabulary) : CtcTokenizer(vocabulary)
{
    private protected override string Units(string text) => CompatibilityJamo.Spell(text, letter => Vocabulary.IdOf(letter.ToString()) is not null);

    private protected override string Compose(string units) => CompatibilityJamo.Compose(units);
}
