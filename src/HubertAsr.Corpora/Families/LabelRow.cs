namespace HubertAsr.Corpora.Families;

/// <summary>What a label file says of one utterance, before anybody looked at the audio.</summary>
internal sealed record LabelRow
{
    public required string Id { get; init; }

    /// <summary>Keys under which its audio may lie, the likeliest first.</summary>
    public required IReadOnlyList<string> AudioKeys { get; init; }

    /// <summary>The transcript as delivered.</summary>
    public string Raw { get; init; } = "";

    public string Subset { get; init; } = "";

    /// <summary>The split that the corpus itself states in the label; empty when only the folders do.</summary>
    public string Split { get; init; } = "";

    public string Speaker { get; init; } = "";

    /// <summary>What is never divided between two splits: the speaker, the recording or the session.</summary>
    public string SplitUnit { get; init; } = "";

    public string Sex { get; init; } = "";

    public string Age { get; init; } = "";

    public string Region { get; init; } = "";

    public string Device { get; init; } = "";

    /// <summary>Seconds into the recording; null when the utterance is a whole file.</summary>
    public (double Start, double End)? Times { get; init; }

    /// <summary>The length in seconds that the label states, checked against the file's.</summary>
    public double? StatedSeconds { get; init; }

    /// <summary>The line of the label file (1-based) or the element of its list; 0 when the file holds one utterance.</summary>
    public int Line { get; init; }

    /// <summary>Why the label itself rules the utterance out; null when it does not.</summary>
    public string? DropReason { get; init; }

    public string DropDetail { get; init; } = "";

    public string Flags { get; init; } = "";

    public IReadOnlyDictionary<string, string> Further { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
}
