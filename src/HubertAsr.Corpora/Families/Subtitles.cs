using System.Globalization;
using System.Text.RegularExpressions;

namespace HubertAsr.Corpora.Families;

/// <summary>A stretch of a recording and what is said in it, as SubRip (`.srt`) writes it.</summary>
/// <param name="Number">From 1, in the order of the file.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Text">Its lines, joined by blanks, without markup.</param>
internal sealed partial record Subtitle(int Number, double Start, double End, string Text)
{
    /// <summary>The subtitles of a file. What stands between two times is text, whether or not blank lines and numbers are where they should be.</summary>
    public static IReadOnlyList<Subtitle> Parse(string srt)
    {
        var subtitles = new List<Subtitle>();
        var text = new List<string>();
        foreach (var line in srt.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (Times().Match(line) is not { Success: true } times)
            {
                text.Add(Markup().Replace(line, ""));
                continue;
            }
            // The line before the times is the number of what they belong to.
            if (text.Count > 0 && text[^1].All(char.IsAsciiDigit)) text.RemoveAt(text.Count - 1);
            Close(subtitles, text);
            subtitles.Add(new Subtitle(subtitles.Count + 1, Seconds(times.Groups[1].Value), Seconds(times.Groups[2].Value), ""));
        }
        Close(subtitles, text);
        return subtitles;
    }

    private static void Close(List<Subtitle> subtitles, List<string> text)
    {
        if (subtitles.Count > 0) subtitles[^1] = subtitles[^1] with { Text = string.Join(' ', text.Where(line => line.Length > 0)) };
        text.Clear();
    }

    private static double Seconds(string time)
    {
        var parts = time.Replace(',', '.').Split(':').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (parts[0] * 3600) + (parts[1] * 60) + parts[2];
    }

    [GeneratedRegex(@"^(\d+:\d{1,2}:\d{1,2}[,.]\d+)\s*-->\s*(\d+:\d{1,2}:\d{1,2}[,.]\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Times();

    [GeneratedRegex("<[^<>]*>|\\{\\\\[^{}]*\\}", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();
}
