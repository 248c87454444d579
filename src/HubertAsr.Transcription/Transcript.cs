using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Transcription;

/// <summary>What was said in one recording. Times are seconds from its start, monotone and inside it.</summary>
/// <param name="Audio">Name of the recording, as it was given.</param>
/// <param name="DurationSeconds">Its length.</param>
/// <param name="Segments">The stretches between pauses in which something was said.</param>
public sealed record Transcript(string Audio, double DurationSeconds, IReadOnlyList<TranscriptSegment> Segments)
{
    /// <summary>The whole text, NFC, words parted by one blank; empty when nothing was said.</summary>
    public string Text => string.Join(' ', Segments.Select(segment => segment.Text));

    /// <summary>Mean of the words' confidences, in [0, 1]; null without words.</summary>
    public double? Confidence => Words.Any() ? Words.Average(word => word.Confidence) : null;

    /// <summary>Folders above the recording that tell it from others of its name; empty where none is needed.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The channel that was taken; null for a mix.</summary>
    public int? Channel { get; init; }

    /// <summary>All words in order.</summary>
    public IEnumerable<TranscriptWord> Words => Segments.SelectMany(segment => segment.Words);

    /// <summary>The same with spoken numbers in digits, see <see cref="InverseTextNormalizer"/>; further texts of the search stay as they were heard.</summary>
    public Transcript WithWrittenNumbers() => this with { Segments = [.. Segments.Select(segment => segment.WithWrittenNumbers())] };
}

/// <summary>A stretch of speech that was decoded as one.</summary>
/// <param name="StartSeconds">Start of its first word.</param>
/// <param name="EndSeconds">End of its last word.</param>
/// <param name="Text">Never empty.</param>
/// <param name="Confidence">Mean of its words', in [0, 1].</param>
/// <param name="Words">Its words in order.</param>
public sealed record TranscriptSegment(double StartSeconds, double EndSeconds, string Text, double Confidence, IReadOnlyList<TranscriptWord> Words)
{
    /// <summary>The search's further texts, best first, without the one above.</summary>
    public IReadOnlyList<Hypothesis> Alternatives { get; init; } = [];

    /// <summary>Words that become one number keep the time from the first to the last, and the least of their confidences.</summary>
    internal TranscriptSegment WithWrittenNumbers()
    {
        var written = new List<TranscriptWord>();
        var at = 0;
        foreach (var (text, count) in InverseTextNormalizer.Rewrite([.. Words.Select(word => word.Word)]))
        {
            var spoken = Words.Skip(at).Take(count).ToList();
            written.Add(new(text, spoken[0].StartSeconds, spoken[^1].EndSeconds, spoken.Min(word => word.Confidence)));
            at += count;
        }

        return this with { Text = string.Join(' ', written.Select(word => word.Word)), Words = written };
    }
}

/// <summary>A word (어절), when it was said, and how sure the model is of it, in [0, 1].</summary>
public sealed record TranscriptWord(string Word, double StartSeconds, double EndSeconds, double Confidence);

/// <summary>What became of one input: a transcript, or the reason why there is none.</summary>
public sealed record TranscriptionOutcome(AudioInput Input, Transcript? Transcript, Exception? Error);
