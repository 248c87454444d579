using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HubertAsr.Evaluation.Attribution;

namespace HubertAsr.Evaluation.Reports;

/// <summary>What a decoder said beside its best texts, as JSON Lines: <c>{"id","confidence","snr","words":[{"word","confidence"}],"nbest":[…],"scores":{"reference","output"}}</c>.</summary>
public static class DetailsFile
{
    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // A text that the frames cannot hold scores −∞.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Write(string path, IEnumerable<(string Id, UtteranceDetail Detail)> details)
    {
        File.WriteAllLines(path + ".partial", details.Select(item => JsonSerializer.Serialize(
            new Line(item.Id, item.Detail.Confidence, item.Detail.SignalToNoiseDb, [.. item.Detail.Words.Select(word => new WordLine(word.Word, word.Confidence))], item.Detail.NBest, item.Detail.Scores), _json)));
        File.Move(path + ".partial", path, overwrite: true);
    }

    /// <summary>By id.</summary>
    /// <exception cref="InvalidDataException">A line that is none of these; the message names it.</exception>
    public static IReadOnlyDictionary<string, UtteranceDetail> Read(string path)
    {
        var details = new Dictionary<string, UtteranceDetail>(StringComparer.Ordinal);
        var number = 0;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            try
            {
                var line = JsonSerializer.Deserialize<Line>(text, _json)!;
                details[line.Id] = new UtteranceDetail(line.Confidence, [.. line.Words.Select(word => (word.Word, word.Confidence))], line.Nbest) { SignalToNoiseDb = line.Snr, Scores = line.Scores };
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{path}:{number}: {error.Message} A line that 'evaluate' wrote was expected.", error);
            }
        }

        return details;
    }

    private sealed record WordLine(string Word, double Confidence);

    private sealed record Line(string Id, double? Confidence, double? Snr, IReadOnlyList<WordLine> Words, IReadOnlyList<string> Nbest, ScoredTexts? Scores = null);
}
