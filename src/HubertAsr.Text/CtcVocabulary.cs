using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HubertAsr.Text;

/// <summary>What one CTC label stands for.</summary>
public enum CtcUnit { Jamo, Syllable, SentencePiece }

/// <summary>The labels of a CTC head in id order, as in a Hugging Face <c>vocab.json</c>.</summary>
public sealed class CtcVocabulary
{
    public const string Blank = "[PAD]";
    public const string Unknown = "[UNK]";
    public const string WordBoundary = "|";

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, int> _ids;

    private CtcVocabulary(IReadOnlyList<string> tokens, string source)
    {
        Tokens = tokens;
        _ids = new(tokens.Count, StringComparer.Ordinal);
        for (var id = 0; id < tokens.Count; id++)
            if (!_ids.TryAdd(tokens[id], id)) throw new InvalidDataException($"{source}: token '{tokens[id]}' stands twice; each once was expected.");

        BlankId = IdOf(Blank) ?? throw new InvalidDataException($"{source}: no blank; a token {Blank} was expected.");
        UnknownId = IdOf(Unknown) ?? throw new InvalidDataException($"{source}: no token {Unknown} was found; it was expected.");
        WordBoundaryId = IdOf(WordBoundary) ?? throw new InvalidDataException($"{source}: no word boundary; a token '{WordBoundary}' was expected.");
        Unit = tokens.Any(token => token.Length == 1 && token[0] is >= 'ᄀ' and <= 'ᇿ') ? CtcUnit.Jamo : CtcUnit.Syllable;
    }

    /// <summary>Every token, by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public int Count => Tokens.Count;

    public int BlankId { get; }

    public int UnknownId { get; }

    public int WordBoundaryId { get; }

    public CtcUnit Unit { get; }

    /// <summary>The id of a token, or null.</summary>
    public int? IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    /// <param name="fileOrFolder">A <c>vocab.json</c>, or the folder that holds one.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is no vocabulary.</exception>
    public static CtcVocabulary Load(string fileOrFolder)
    {
        var path = Directory.Exists(fileOrFolder) ? Path.Combine(fileOrFolder, "vocab.json") : fileOrFolder;
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file; the vocabulary of a CTC model was expected.");
        try
        {
            var ids = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path))!;
            var tokens = ids.OrderBy(pair => pair.Value).Select(pair => pair.Key).ToArray();
            if (!ids.Values.Order().SequenceEqual(Enumerable.Range(0, ids.Count)))
                throw new InvalidDataException($"{path}: ids {ids.Values.Min()} to {ids.Values.Max()} of {ids.Count} tokens; each of 0 to {ids.Count - 1} once was expected.");
            return new(tokens, path);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: not a vocabulary ({exception.Message}); a JSON object of token: id was expected.", exception);
        }
    }

    /// <summary>The 67 modern conjoining jamo by code point, then the other characters of the texts.</summary>
    public static CtcVocabulary ForJamo(IEnumerable<string> texts, TokenizerOptions? options = null)
    {
        var jamo = Range(Hangul.FirstOnset, Hangul.OnsetCount).Concat(Range(Hangul.FirstNucleus, Hangul.NucleusCount)).Concat(Range('ᆨ', Hangul.CodaCount));
        return Build(jamo, Others(Letters(texts), options ?? new()));
    }

    /// <summary>The syllables of the texts by descending count (ties by code point), then their other characters.</summary>
    public static CtcVocabulary ForSyllables(IEnumerable<string> texts, TokenizerOptions? options = null)
    {
        options ??= new();
        var counts = Letters(texts);
        var syllables = counts.Where(pair => Hangul.IsSyllable(pair.Key) && pair.Value >= options.MinCount)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key);
        return Build(syllables, Others(counts, options));
    }

    /// <summary>Writes <c>vocab.json</c>, <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c>, as Hugging Face reads them.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        Write("vocab.json", Tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id));
        Write("special_tokens_map.json", new Dictionary<string, string> { ["unk_token"] = Unknown, ["pad_token"] = Blank });
        Write("tokenizer_config.json", new Dictionary<string, object?>
        {
            ["tokenizer_class"] = "Wav2Vec2CTCTokenizer",
            ["unk_token"] = Unknown,
            ["pad_token"] = Blank,
            ["word_delimiter_token"] = WordBoundary,
            ["do_lower_case"] = false,
            ["replace_word_delimiter_char"] = " ",
            ["bos_token"] = null,
            ["eos_token"] = null,
        });

        void Write<T>(string name, T value) => File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(value, _json));
    }

    private static CtcVocabulary Build(IEnumerable<char> hangul, IEnumerable<char> others) =>
        new([Blank, Unknown, WordBoundary, .. hangul.Concat(others).Select(letter => letter.ToString())], "vocabulary");

    private static IEnumerable<char> Range(char first, int count) => Enumerable.Range(first, count).Select(code => (char)code);

    private static Dictionary<char, long> Letters(IEnumerable<string> texts)
    {
        var counts = new Dictionary<char, long>();
        foreach (var text in texts)
            foreach (var letter in text.Normalize(NormalizationForm.FormC))
                counts[letter] = counts.GetValueOrDefault(letter) + 1;
        return counts;
    }

    private static IEnumerable<char> Others(Dictionary<char, long> counts, TokenizerOptions options) =>
        counts.Where(pair => !Hangul.IsSyllable(pair.Key) && !char.IsWhiteSpace(pair.Key) && pair.Key != '|' && pair.Value >= options.MinCount)
            .Select(pair => pair.Key).Order();
}
