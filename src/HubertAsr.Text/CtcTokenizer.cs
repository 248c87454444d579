using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace HubertAsr.Text;

/// <summary>Text to CTC labels and back, over a <see cref="CtcVocabulary"/>. One token a character after the unit's own decomposition.</summary>
public abstract class CtcTokenizer : Tokenizer
{
    /// <summary>What an unknown label prints as.</summary>
    public const string UnknownMark = "⁇";

    private protected CtcTokenizer(CtcVocabulary vocabulary) => Vocabulary = vocabulary;

    public CtcVocabulary Vocabulary { get; }

    public static CtcTokenizer Create(CtcVocabulary vocabulary) => vocabulary.Unit switch
    {
        CtcUnit.Jamo => new JamoTokenizer(vocabulary),
        CtcUnit.Syllable => new SyllableTokenizer(vocabulary),
        _ => throw new InvalidDataException($"a vocabulary of {vocabulary.Unit} units; jamo or syllables were expected."),
    };

    /// <summary>The labels of a text: blanks collapsed and trimmed, then one label a unit.</summary>
    public int[] EncodeLabels(string text) =>
        [.. Units(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).Select(IdOf)];

    /// <summary>The NFC text of labels that are already collapsed; blanks are left out, an unknown prints as <c>⁇</c>.</summary>
    public string DecodeLabels(ReadOnlySpan<int> labels)
    {
        var text = new StringBuilder(labels.Length);
        foreach (var label in labels)
        {
            if (label == Vocabulary.BlankId) continue;
            text.Append(label == Vocabulary.UnknownId ? UnknownMark : label == Vocabulary.WordBoundaryId ? " " : Vocabulary.Tokens[label]);
        }

        return string.Join(' ', Hangul.Compose(text.ToString()).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The unit's own spelling of a text: one character a label.</summary>
    private protected abstract string Units(string text);

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var units = Units(text ?? textSpan.ToString());
        var tokens = new List<EncodedToken>(Math.Min(units.Length, settings.MaxTokenCount));
        for (var i = 0; i < units.Length && tokens.Count < settings.MaxTokenCount; i++)
        {
            var id = IdOf(units[i]);
            tokens.Add(new EncodedToken(id, Vocabulary.Tokens[id], new Range(i, i + 1)));
        }

        return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = units, CharsConsumed = tokens.Count };
    }

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        var labels = ids.ToArray();
        var text = DecodeLabels(labels);
        (idsConsumed, charsWritten) = (0, 0);
        if (!text.AsSpan().TryCopyTo(destination)) return OperationStatus.DestinationTooSmall;
        (idsConsumed, charsWritten) = (labels.Length, text.Length);
        return OperationStatus.Done;
    }

    private int IdOf(char unit) => unit == ' ' ? Vocabulary.WordBoundaryId : Vocabulary.IdOf(unit.ToString()) ?? Vocabulary.UnknownId;
}
