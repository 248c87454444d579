namespace HubertAsr.Transcription.Output;

/// <summary>A row a segment: audio, start, end, text, confidence.</summary>
internal static class TableFormat
{
    public static void WriteHeader(TextWriter output, char separator) =>
        output.Write(string.Join(separator, "audio", "start", "end", "text", "confidence") + "\n");

    public static void Write(TextWriter output, Transcript transcript, char separator)
    {
        foreach (var segment in transcript.Segments)
        {
            string[] fields =
            [
                transcript.Audio, TranscriptWriter.Seconds(segment.StartSeconds), TranscriptWriter.Seconds(segment.EndSeconds),
                segment.Text, TranscriptWriter.Seconds(segment.Confidence),
            ];
            output.Write(string.Join(separator, fields.Select(field => Quoted(field, separator))) + "\n");
        }
    }

    private static string Quoted(string field, char separator) => field.AsSpan().IndexOfAny(separator, '"', '\n') < 0
        ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
