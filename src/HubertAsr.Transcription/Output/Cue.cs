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
            var characters = words.Sum(word => word.Word.Length) + words.Count - 1;
            var readable = words[0].StartSeconds + (characters / limits.MaxCharactersPerSecond);
            return new Cue(words[0].StartSeconds, Math.Min(Math.Max(words[^1].EndSeconds, readable), next), Balance(words, limits));
        })];
    }

    private static IEnumerable<IReadOnlyList<TranscriptWord>> Groups(IReadOnlyList<TranscriptWord> words, SubtitleOptions limits)
    {
        var group = new List<TranscriptWord>();
        foreach (var word in words)
        {
            var isFull = group.Count > 0 && (word.StartSeconds - group[^1].EndSeconds > limits.MaxGapSeconds
                || word.EndSeconds - group[0].StartSeconds > limits.MaxSeconds
                || Break([.. group, word], limits.MaxLineCharacters).Count > limits.MaxLines);
            if (isFull)
            {
                yield return group;
                group = [];
            }
            group.Add(word);
        }
        if (group.Count > 0) yield return group;
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
