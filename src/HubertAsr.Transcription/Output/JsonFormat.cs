using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using HubertAsr.Decoding;

namespace HubertAsr.Transcription.Output;

/// <summary>
/// <c>{"audio","duration","text","confidence","segments":[{"start","end","text","confidence","words":[{"word","start","end","confidence"}]}]}</c>, times in
/// seconds; <c>channel</c> when one was taken, <c>alternatives</c> when more than one text was asked for; unknown is absent.
/// </summary>
internal static class JsonFormat
{
    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Write(TextWriter output, Transcript transcript)
    {
        var document = new Document(
            transcript.Audio, transcript.Channel, Round(transcript.DurationSeconds), transcript.Text, Round(transcript.Confidence),
            [.. transcript.Segments.Select(Segment)]);
        output.Write(JsonSerializer.Serialize(document, _json) + "\n");
    }

    private static SegmentObject Segment(TranscriptSegment segment) => new(
        Round(segment.StartSeconds), Round(segment.EndSeconds), segment.Text, Round(segment.Confidence),
        [.. segment.Words.Select(word => new WordObject(word.Word, Round(word.StartSeconds), Round(word.EndSeconds), Round(word.Confidence)))],
        segment.Alternatives.Count == 0 ? null : [.. segment.Alternatives.Select(Alternative)]);

    private static AlternativeObject Alternative(Hypothesis hypothesis) =>
        new(hypothesis.Text, Round(hypothesis.Score), Round(hypothesis.Acoustic), Round(hypothesis.Lm));

    private static double? Round(double? value) => value is { } known ? Round(known) : null;

    private static double Round(double value) => Math.Round(value, 4);

    private sealed record Document(string Audio, int? Channel, double Duration, string Text, double? Confidence, SegmentObject[] Segments);

    private sealed record SegmentObject(double Start, double End, string Text, double Confidence, WordObject[] Words, AlternativeObject[]? Alternatives);

    private sealed record WordObject(string Word, double Start, double End, double Confidence);

    private sealed record AlternativeObject(string Text, double Score, double Acoustic, double Lm);
}
