namespace HubertAsr.Transcription.Output;

/// <summary>NIST CTM: <c>file channel start duration word confidence</c>, channels counted from 1.</summary>
internal static class CtmFormat
{
    public static void Write(TextWriter output, Transcript transcript)
    {
        string[] parts = [.. transcript.Folder.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries), Path.GetFileNameWithoutExtension(transcript.Audio)];
        // Blanks part the columns: a name that holds one would shift them.
        var name = string.Join('_', string.Join('-', parts).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var channel = (transcript.Channel ?? 0) + 1;
        foreach (var word in transcript.Words)
        {
            var (start, duration) = (TranscriptWriter.Seconds(word.StartSeconds), TranscriptWriter.Seconds(word.EndSeconds - word.StartSeconds));
            output.Write($"{name} {channel} {start} {duration} {word.Word} {TranscriptWriter.Seconds(word.Confidence)}\n");
        }
    }
}
