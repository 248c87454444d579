using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace HubertAsr.Text;

/// <summary>Text to CTC labels and back, over a <see cref="CtcVocabulary"/>: one label a code point of the unit's own spelling.</summary>
/// <remarks>
/// As a <see cref="Tokenizer"/> it gives the ids and the text of Hugging Face's <c>Wav2Vec2CTCTokenizer</c> over NFD text, composed (NFC): every space is a word boundary, doubled ones
/// too. <see cref="EncodeLabels"/> and <see cref="DecodeLabels"/> are what training and decoding use: blanks are collapsed and trimmed. An unknown label prints as <c>⁇</c>.
/// </remarks>
public abstract class CtcTokenizer : Tokenizer
{
    /// <summary>What an unknown label prints as.</summary>
    public const string UnknownMark = "⁇";

    private protected CtcTokenizer(CtcVocabulary vocabulary) => Vocabulary = vocabulary;

    public CtcVocabulary Vocabulary { get; }

    /// <summary>The tokenizer that a vocabulary's unit asks for.</summary>
    /// <exception cref="InvalidDataException">The SentencePiece model beside the vocabulary cannot be read.</exception>
    public static CtcTokenizer Create(CtcVocabulary vocabulary) => vocabulary.Unit switch
    {
        CtcUnit.Jamo => new JamoTokenizer(vocabulary),
        CtcUnit.Syllable => new SyllableTokenizer(vocabulary),
        CtcUnit.CompatibilityJamo => new CompatibilityJamoTokenizer(vocabulary),
        _ => new PieceTokenizer(vocabulary),
    };

    /// <summary>The labels of a text: blanks collapsed and trimmed, then one label a unit.</summary>
    public int[] EncodeLabels(string text) => [.. Cut(Units(Collapse(text))).Select(piece => piece.Id)];

    /// <summary>The NFC text of labels that are already collapsed (no CTC repeats); blanks are left out, an unknown prints as <c>⁇</c>.</summary>
    public string DecodeLabels(ReadOnlySpan<int> labels) => Collapse(Print(labels));

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        var labels = ids.ToArray();
        var text = Print(labels).Trim(' ');
        (idsConsumed, charsWritten) = (0, 0);
        if (!text.AsSpan().TryCopyTo(destination)) return OperationStatus.DestinationTooSmall;
        (idsConsumed, charsWritten) = (labels.Length, text.Length);
        return OperationStatus.Done;
    }

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var units = Units(text ?? textSpan.ToString());
        var tokens = new List<EncodedToken>(Math.Min(units.Length, settings.MaxTokenCount));
        var at = 0;
        foreach (var (id, length) in Cut(units))
        {
            if (tokens.Count == settings.MaxTokenCount) break;
            tokens.Add(new EncodedToken(id, Vocabulary.Tokens[id], new Range(at, at + length)));
            at += length;
        }

        return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = units, CharsConsumed = at };
    }

    /// <summary>The unit's own spelling of a text: one code point a label.</summary>
    private protected abstract string Units(string text);

    /// <summary>The labels of that spelling and how many characters of it each takes.</summary>
    private protected virtual IEnumerable<(int Id, int Length)> Cut(string units) => units.EnumerateRunes().Select(unit => (IdOf(unit), unit.Utf16SequenceLength));

    /// <summary>What a label other than blank, unknown and word boundary writes.</summary>
    private protected virtual string Written(int label) => Vocabulary.Tokens[label];

    /// <summary>The text of that spelling.</summary>
    private protected virtual string Compose(string units) => units.Composed();

    private string Print(ReadOnlySpan<int> labels)
    {
        var units = new StringBuilder(labels.Length);
        foreach (var label in labels)
        {
            if (label == Vocabulary.BlankId) continue;
            units.Append(label == Vocabulary.UnknownId ? UnknownMark : label == Vocabulary.WordBoundaryId ? " " : Written(label));
        }

        return Compose(units.ToString());
    }

    private int IdOf(Rune unit) => unit.Value == ' ' ? Vocabulary.WordBoundaryId : Vocabulary.IdOf(unit.ToString()) ?? Vocabulary.UnknownId;

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
