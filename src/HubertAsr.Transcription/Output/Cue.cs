namespace HubertAsr.Transcription.Output;

/// <summary>One subtitle: what is on the screen from when until when.</summary>
internal sealed record Cue(double StartSeconds, double EndSeconds, IReadOnlyList<string> Lines)
{
    /// <summary>Words gathered into subtitles that keep the limits; lines break between 어절, never inside one.</summary>
    public static IReadOnlyList<Cue> Of(Transcript transcript, SubtitleOptions limits)
    {
        var groups = transcript.Segments.SelectMany(segment => Groups(segment.Words, limits)).ToList();
        return [.. groups.Select((words, index) =>
        {
            var next = index + 1 < groups.Count ? groups[index + 1][0].StartSeconds : transcript.DurationSeconds;
            var (start, spoken) = (words[0].StartSeconds, words[^1].EndSeconds);
            var characters = words.Sum(word => word.Word.Length) + words.Count - 1;
            var readable = Math.Clamp(characters / limits.MaxCharactersPerSecond, Math.Min(limits.MinSeconds, limits.MaxSeconds), limits.MaxSeconds);
            return new Cue(start, Math.Min(Math.Max(spoken, start + readable), next), Balance(words, limits));
        })];
    }

    private static IEnumerable<IReadOnlyList<TranscriptWord>> Groups(IReadOnlyList<TranscriptWord> words, SubtitleOptions limits)
    {
        var group = new List<TranscriptWord>();
        foreach (var word in words)
        {
            while (group.Count > 0 && IsFull(group, word, limits))
            {
                var count = BreakOf(group, word);
                yield return group[..count];
                group = group[count..];
            }
            group.Add(word);
        }
        if (group.Count > 0) yield return group;
    }

    private static bool IsFull(List<TranscriptWord> group, TranscriptWord word, SubtitleOptions limits) =>
        word.StartSeconds - group[^1].EndSeconds > limits.MaxGapSeconds
        || word.EndSeconds - group[0].StartSeconds > limits.MaxSeconds
        || Break([.. group, word], limits.MaxLineCharacters).Count > limits.MaxLines;

    /// <summary>How many words a full group keeps: up to the longest silence of its later half, where a speaker parts phrases, rather than to the last word that fits.</summary>
    private static int BreakOf(List<TranscriptWord> group, TranscriptWord next)
    {
        double SilenceAfter(int count) => (count < group.Count ? group[count] : next).StartSeconds - group[count - 1].EndSeconds;
        var half = (group.Count + 1) / 2;
        return Enumerable.Range(half, group.Count - half + 1).Reverse().MaxBy(SilenceAfter);
    }

    /// <summary>As few lines as the limit asks for, and of these the most even.</summary>
    private static IReadOnlyList<string> Balance(IReadOnlyList<TranscriptWord> words, SubtitleOptions limits)
    {
        var best = Break(words, limits.MaxLineCharacters);
        for (var width = limits.MaxLineCharacters - 1; width > 0; width--)
        {
            var narrower = Break(words, width);
            if (narrower.Count > best.Count) break;
            best = narrower;
        }
        return best;
    }

    private static List<string> Break(IReadOnlyList<TranscriptWord> words, int width)
    {
        var lines = new List<string>();
        foreach (var word in words)
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Word.Length <= width) lines[^1] += " " + word.Word;
            else lines.Add(word.Word);
        }
        return lines;
    }
}
