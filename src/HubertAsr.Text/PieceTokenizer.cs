using Microsoft.ML.Tokenizers;

namespace HubertAsr.Text;

/// <summary>One label a piece of a SentencePiece model; <c>▁</c> at its start begins a word.</summary>
/// <remarks>A text is cut as the SentencePiece model beside the vocabulary cuts it; without one, into the fewest pieces, the longest first among equals.</remarks>
public sealed class PieceTokenizer : CtcTokenizer
{
    /// <summary>What begins a word.</summary>
    public const char Space = '▁';

    private static readonly string[] _modelFiles = ["tokenizer.model", "spiece.model", "sentencepiece.model", "sentencepiece.bpe.model"];
    private readonly SentencePieceTokenizer? _model;
    private readonly int _longest;

    /// <exception cref="InvalidDataException">The SentencePiece model beside the vocabulary cannot be read.</exception>
    public PieceTokenizer(CtcVocabulary vocabulary) : base(vocabulary)
    {
        _model = vocabulary.PieceModelPath is { } path ? Read(path) : null;
        _longest = vocabulary.Tokens.Max(token => token.Length);
    }

    /// <summary>The SentencePiece model in a vocabulary's folder, by its usual names; null if there is none.</summary>
    internal static string? ModelBeside(string vocabularyFile) => _modelFiles
        .Select(name => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(vocabularyFile))!, name)).FirstOrDefault(File.Exists);

    private protected override string Units(string text) => text.Length == 0 ? "" : Space + text.Composed().Replace(' ', Space);

    private protected override string Written(int label) => Vocabulary.Tokens[label].Replace(Space, ' ');

    private protected override IEnumerable<(int Id, int Length)> Cut(string units) => _model is null ? Fewest(units) : ByModel(units);

    private IEnumerable<(int Id, int Length)> ByModel(string units)
    {
        // The model puts its own mark before the text.
        var text = units.TrimStart(Space).Replace(Space, ' ');
        return _model!.EncodeToTokens(text, out _, considerPreTokenization: true, considerNormalization: true)
            .Select(token => (Vocabulary.IdOf(token.Value) ?? Vocabulary.UnknownId, token.Value.Length));
    }

    /// <summary>The way through the text with the fewest pieces; a character that no piece begins with is unknown.</summary>
    private IEnumerable<(int Id, int Length)> Fewest(string units)
    {
        var best = new (int Pieces, int Id, int Length)[units.Length + 1];
        for (var start = units.Length - 1; start >= 0; start--)
        {
            var unknown = char.IsHighSurrogate(units[start]) && start + 1 < units.Length ? 2 : 1;
            // An unknown costs more than any number of pieces.
            best[start] = (best[start + unknown].Pieces + units.Length + 1, Vocabulary.UnknownId, unknown);
            for (var length = Math.Min(_longest, units.Length - start); length > 0; length--)
            {
                if (Vocabulary.IdOf(units.Substring(start, length)) is { } id && id != Vocabulary.BlankId && best[start + length].Pieces + 1 < best[start].Pieces)
                    best[start] = (best[start + length].Pieces + 1, id, length);
            }
        }

        for (var at = 0; at < units.Length; at += best[at].Length) yield return (best[at].Id, best[at].Length);
    }

    private static SentencePieceTokenizer Read(string path)
    {
        using var stream = File.OpenRead(path);
        try
        {
            return SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
        }
        catch (Exception exception) // the library documents none
        {
            throw new InvalidDataException($"{path}: not a SentencePiece model ({exception.Message}); the one that made the vocabulary was expected. Take it away to cut texts by vocabulary alone.", exception);
        }
    }
}
