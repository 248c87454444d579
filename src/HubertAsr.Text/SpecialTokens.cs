using System.Text.Json;

namespace HubertAsr.Text;

/// <summary>How a vocabulary spells the blank, the unknown character and the word boundary.</summary>
/// <param name="Blank">The CTC blank, Hugging Face's <c>pad_token</c>.</param>
/// <param name="Unknown">What a character without a label of its own becomes.</param>
/// <param name="WordBoundary">What a space becomes, Hugging Face's <c>word_delimiter_token</c>.</param>
public sealed record SpecialTokens(string Blank = "[PAD]", string Unknown = "[UNK]", string WordBoundary = "|")
{
    private static readonly string[] _files = ["tokenizer_config.json", "special_tokens_map.json"];

    /// <summary>What the files beside a <c>vocab.json</c> say; what they leave open is our own spelling, or the older <c>&lt;pad&gt;</c> and <c>&lt;unk&gt;</c> where only those exist.</summary>
    /// <exception cref="InvalidDataException">A file is no JSON object.</exception>
    internal static SpecialTokens Beside(string vocabularyFile, IReadOnlySet<string> tokens)
    {
        var told = new Dictionary<string, string>();
        foreach (var name in _files)
        {
            var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(vocabularyFile))!, name);
            if (File.Exists(path)) Read(path, told);
        }

        return new(
            Of("pad_token", "[PAD]", "<pad>"),
            Of("unk_token", "[UNK]", "<unk>"),
            Of("word_delimiter_token", "|", " "));

        string Of(string key, string usual, string older) =>
            told.TryGetValue(key, out var token) && tokens.Contains(token) ? token : !tokens.Contains(usual) && tokens.Contains(older) ? older : usual;
    }

    private static void Read(string path, Dictionary<string, string> told)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var property in document.RootElement.EnumerateObject())
            {
                // A token is a string, or an object whose content is that string.
                var token = property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("content", out var content) ? content : property.Value;
                if (token.ValueKind == JsonValueKind.String) told.TryAdd(property.Name, token.GetString()!);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: not a JSON object ({exception.Message}); the tokenizer's special tokens were expected.", exception);
        }
    }
}
