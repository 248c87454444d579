using System.Globalization;

namespace HubertAsr.Transcription.Output;

/// <summary>SubRip and WebVTT.</summary>
internal static class SubtitleFormat
{
    public static void WriteSrt(TextWriter output, IReadOnlyList<Cue> cues)
    {
        for (var index = 0; index < cues.Count; index++)
        {
            var cue = cues[index];
            output.Write($"{index + 1}\n{Clock(cue.StartSeconds, ',')} --> {Clock(cue.EndSeconds, ',')}\n{string.Join('\n', cue.Lines)}\n\n");
        }
    }

    public static void WriteVtt(TextWriter output, IReadOnlyList<Cue> cues)
    {
        output.Write("WEBVTT\n\n");
        foreach (var cue in cues)
            output.Write($"{Clock(cue.StartSeconds, '.')} --> {Clock(cue.EndSeconds, '.')}\n{string.Join('\n', cue.Lines.Select(Escape))}\n\n");
    }

    private static string Clock(double seconds, char decimalMark)
    {
        var milliseconds = (long)Math.Round(seconds * 1000);
        return string.Create(CultureInfo.InvariantCulture,
            $"{milliseconds / 3_600_000:00}:{milliseconds / 60_000 % 60:00}:{milliseconds / 1000 % 60:00}{decimalMark}{milliseconds % 1000:000}");
    }

    // The only characters that WebVTT gives a meaning of their own.
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
