using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>Which texts the characters of a vocabulary's tokens can write.</summary>
internal sealed class WritableText
{
    private readonly WordSpelling _spelling;
    private readonly HashSet<char> _characters;

    public WritableText(CtcVocabulary vocabulary)
    {
        _spelling = WordSpelling.Of(vocabulary);
        _characters = [.. vocabulary.Tokens.Where((_, id) => id != vocabulary.BlankId && id != vocabulary.UnknownId).SelectMany(token => token)];
    }

    /// <summary>Whether each character of a text, blanks aside, has a token.</summary>
    public bool Holds(string text) => _spelling.Spell(text).All(character => char.IsWhiteSpace(character) || _characters.Contains(character));
}
