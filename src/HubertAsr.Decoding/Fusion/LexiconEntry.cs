using System.Text;
using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>A word that may be written.</summary>
/// <param name="Word">The word.</param>
/// <param name="Heard">What its tokens write, when that is not the word itself: a word may have several such entries, and several words the same tokens.</param>
public sealed record LexiconEntry(string Word, string? Heard = null)
{
    /// <summary>A word that is heard as it is written.</summary>
    public static implicit operator LexiconEntry(string word) => new(word);

    /// <summary>A word that is heard as it is written.</summary>
    public static LexiconEntry FromString(string word) => new(word);

    /// <summary>Reads <c>word[TAB token token …]</c> lines, the tokens those of the vocabulary; <c>#</c> begins a comment.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">No words, a blank in a word, or what is no token.</exception>
    public static IReadOnlyList<LexiconEntry> ReadAll(string path, CtcVocabulary vocabulary)
    {
        var entries = new List<LexiconEntry>();
        foreach (var (line, number) in WordLines.Read(path, "a lexicon"))
        {
            var parts = line.Split('\t', 2);
            var word = parts[0].Trim();
            if (word.Length == 0) throw new InvalidDataException($"{path}:{number}: no word before the tokens; 'word' or 'word<TAB>token token …' expected.");
            if (word.Any(char.IsWhiteSpace)) throw new InvalidDataException($"{path}:{number}: a blank in '{Shown(word)}'; 'word' or 'word<TAB>token token …' expected.");
            entries.Add(new LexiconEntry(word, parts.Length == 1 ? null : CharactersOf(parts[1], vocabulary, $"{path}:{number}")));
        }

        return entries.Count > 0 ? entries : throw new InvalidDataException($"{path}: no words; one a line expected.");
    }

    /// <summary>The characters of tokens. Word boundaries around them, as other decoders want them, say nothing.</summary>
    private static string? CharactersOf(string tokens, CtcVocabulary vocabulary, string where)
    {
        var heard = new StringBuilder();
        foreach (var token in tokens.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var id = vocabulary.IdOf(token) ?? vocabulary.IdOf(token.Normalize(NormalizationForm.FormC));
            if (id is null || id == vocabulary.BlankId || id == vocabulary.UnknownId)
                throw new InvalidDataException($"{where}: '{Shown(token)}' is no token of the vocabulary; tokens of its {vocabulary.Count}, parted by blanks, expected.");
            if (id != vocabulary.WordBoundaryId) heard.Append(vocabulary.Tokens[id.Value].TrimStart(PieceTokenizer.Space));
        }

        return heard.Length > 0 ? heard.ToString() : null;
    }

    private static string Shown(string text) => text.Length > 40 ? text[..40] : text;
}
