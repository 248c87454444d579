using System.Globalization;

namespace HubertAsr.Transcription.Output;

/// <summary>Praat's TextGrid, long text form: a tier of segments and a tier of words, silence as empty intervals.</summary>
internal static class TextGridFormat
{
    public static void Write(TextWriter output, Transcript transcript)
    {
        var end = Number(transcript.DurationSeconds);
        output.Write($"File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = {end}\ntiers? <exists>\nsize = 2\nitem []:\n");
        WriteTier(output, 1, "segments", transcript.DurationSeconds, transcript.Segments.Select(segment => (segment.StartSeconds, segment.EndSeconds, segment.Text)));
        WriteTier(output, 2, "words", transcript.DurationSeconds, transcript.Words.Select(word => (word.StartSeconds, word.EndSeconds, word.Word)));
    }

    private static void WriteTier(TextWriter output, int number, string name, double duration, IEnumerable<(double Start, double End, string Text)> marks)
    {
        var intervals = Filled(marks, duration);
        output.Write($"    item [{number}]:\n        class = \"IntervalTier\"\n        name = \"{name}\"\n");
        output.Write($"        xmin = 0\n        xmax = {Number(duration)}\n        intervals: size = {intervals.Count}\n");
        for (var index = 0; index < intervals.Count; index++)
        {
            var (start, end, text) = intervals[index];
            output.Write($"        intervals [{index + 1}]:\n            xmin = {Number(start)}\n            xmax = {Number(end)}\n");
            output.Write($"            text = \"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        }
    }

    /// <summary>Praat wants a tier without gaps.</summary>
    private static List<(double Start, double End, string Text)> Filled(IEnumerable<(double Start, double End, string Text)> marks, double duration)
    {
        var intervals = new List<(double Start, double End, string Text)>();
        var at = 0.0;
        foreach (var mark in marks)
        {
            if (mark.Start > at) intervals.Add((at, mark.Start, ""));
            intervals.Add(mark);
            at = mark.End;
        }
        if (at < duration) intervals.Add((at, duration, ""));
        return intervals;
    }

    private static string Number(double seconds) => seconds.ToString("0.######", CultureInfo.InvariantCulture);
}
