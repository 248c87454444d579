using System.Text.Encodings.Web;
using System.Text.Json;

namespace HubertAsr.Text;

/// <summary>The labels of a CTC head in id order, as in a Hugging Face <c>vocab.json</c>.</summary>
public sealed class CtcVocabulary
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, int> _ids;

    private CtcVocabulary(IReadOnlyList<string> tokens, SpecialTokens special, string source)
    {
        (Tokens, Special) = (tokens, special);
        _ids = new(tokens.Count, StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++)
            if (!_ids.TryAdd(tokens[id], id)) throw new InvalidDataException($"{source}: token '{tokens[id]}' stands twice; each once was expected.");

        BlankId = Required(special.Blank, "blank");
        UnknownId = Required(special.Unknown, "unknown character");
        Unit = UnitOf(tokens);
        // Pieces begin words themselves; a boundary of its own is rare among them.
        WordBoundaryId = Unit != CtcUnit.SentencePiece ? Required(special.WordBoundary, "word boundary") : IdOf(special.WordBoundary) ?? IdOf(PieceTokenizer.Space.ToString()) ?? -1;

        int Required(string token, string meaning) => IdOf(token)
            ?? throw new InvalidDataException($"{source}: no {meaning} among {tokens.Count} tokens; a token '{token}' was expected. Is tokenizer_config.json, which names it, beside it?");
    }

    /// <summary>Every token, by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public SpecialTokens Special { get; }

    public int Count => Tokens.Count;

    /// <summary>0 in every vocabulary that we make.</summary>
    public int BlankId { get; }

    public int UnknownId { get; }

    /// <summary>The token between words; −1 where every piece that begins a word says so itself.</summary>
    public int WordBoundaryId { get; }

    public CtcUnit Unit { get; }

    /// <summary>The SentencePiece model beside the vocabulary, which says how a text is cut into pieces; null if there is none.</summary>
    public string? PieceModelPath { get; private init; }

    /// <summary>What a user of this vocabulary should be told, or null: that syllables are guessed from compatibility jamo.</summary>
    public string? Notice => Unit == CtcUnit.CompatibilityJamo
        ? "the vocabulary holds compatibility jamo (U+3131…), which do not say whether a consonant begins or ends a syllable; syllables are composed by automaton"
        : null;

    /// <summary>The id of a token, or null.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <summary>Reads a vocabulary, and how it spells its special tokens from the <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c> beside it.</summary>
    /// <param name="fileOrFolder">A <c>vocab.json</c>, or the folder that holds one.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is no vocabulary.</exception>
    public static CtcVocabulary Load(string fileOrFolder)
    {
        var path = Directory.Exists(fileOrFolder) ? Path.Combine(fileOrFolder, "vocab.json") : fileOrFolder;
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; the vocabulary of a CTC model was expected.");
        try
        {
            var ids = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path))
                ?? throw new InvalidDataException($"{path}: null; a JSON object of token: id was expected.");
            if (ids.Count == 0 || !ids.Values.Order().SequenceEqual(Enumerable.Range(0, ids.Count)))
                throw new InvalidDataException($"{path}: {ids.Count} tokens whose ids are not each of 0 to {ids.Count - 1} once, as was expected.");
            return new([.. ids.OrderBy(pair => pair.Value).Select(pair => pair.Key)], SpecialTokens.Beside(path, ids.Keys.ToHashSet()), path)
            {
                PieceModelPath = PieceTokenizer.ModelBeside(path),
            };
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: not a vocabulary ({exception.Message}); a JSON object of token: id was expected.", exception);
        }
    }

    /// <summary>The 67 modern conjoining jamo by code point whatever the texts hold, then the other characters of the texts by code point.</summary>
    public static CtcVocabulary ForJamo(IEnumerable<string> texts, TokenizerOptions? options = null) =>
        Of([.. Hangul.Jamo.Select(jamo => jamo.ToString()), .. CharacterCounts.Of(texts).Others(options ?? new())]);

    /// <summary>The syllables of the texts by descending count (ties by code point), then their other characters by code point.</summary>
    public static CtcVocabulary ForSyllables(IEnumerable<string> texts, TokenizerOptions? options = null)
    {
        var counts = CharacterCounts.Of(texts);
        return Of([.. counts.Syllables(options ?? new()), .. counts.Others(options ?? new())]);
    }

    /// <summary>The special tokens, then these.</summary>
    internal static CtcVocabulary Of(IReadOnlyList<string> tokens)
    {
        var special = new SpecialTokens();
        return new([special.Blank, special.Unknown, special.WordBoundary, .. tokens], special, "vocabulary");
    }

    /// <summary>Writes <c>vocab.json</c>, <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c>, as Hugging Face reads them.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Write("vocab.json", Tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id));
        Write("special_tokens_map.json", new Dictionary<string, string> { ["unk_token"] = Special.Unknown, ["pad_token"] = Special.Blank });
        Write("tokenizer_config.json", new Dictionary<string, object?>
        {
            ["tokenizer_class"] = "Wav2Vec2CTCTokenizer",
            ["unk_token"] = Special.Unknown,
            ["pad_token"] = Special.Blank,
            ["word_delimiter_token"] = Special.WordBoundary,
            ["do_lower_case"] = false,
            ["replace_word_delimiter_char"] = " ",
            ["bos_token"] = null,
            ["eos_token"] = null,
        });

        void Write<T>(string name, T value) => File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(value, _json));
    }

    // A vocabulary of syllables may hold a few single jamo (ㅋㅋ), one of jamo never a syllable's worth of syllables: the majority decides.
    private static CtcUnit UnitOf(IReadOnlyList<string> tokens)
    {
        if (tokens.Any(token => token.StartsWith(PieceTokenizer.Space))) return CtcUnit.SentencePiece;
        var letters = tokens.Where(token => token.Length == 1).Select(token => token[0]).ToList();
        var syllables = letters.Count(Hangul.IsSyllable);
        if (letters.Count(Hangul.IsConjoiningJamo) > syllables) return CtcUnit.Jamo;
        return letters.Count(CompatibilityJamo.Is) > syllables ? CtcUnit.CompatibilityJamo : CtcUnit.Syllable;
    }
}
