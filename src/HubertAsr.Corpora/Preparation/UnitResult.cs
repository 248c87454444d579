namespace HubertAsr.Corpora.Preparation;

/// <summary>What a unit of work found; kept on disk until all are finished, so that a kill costs one unit.</summary>
internal sealed record UnitResult
{
    /// <summary>Utterances that labels speak of.</summary>
    public long LabelRows { get; set; }

    /// <summary>Those whose audio is there.</summary>
    public long Matched { get; set; }

    /// <summary>Label files that could not be read, and audio that stands beside the one chosen: further rows of `dropped.csv`.</summary>
    public long FurtherRows { get; set; }

    public long Kept { get; set; }

    /// <summary>Lines of lists that held nothing.</summary>
    public long BlankLines { get; set; }

    /// <summary>Places in the catalog of the audio that labels claimed.</summary>
    public List<int> ClaimedAudio { get; init; } = [];

    /// <summary>Columns that the corpus has beyond ours.</summary>
    public SortedSet<string> FurtherColumns { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Characters of no alphabet we keep, as often as they stood in transcripts that were dropped for them or lost them.</summary>
    public SortedDictionary<string, long> ForeignCharacters { get; init; } = new(StringComparer.Ordinal);

    /// <summary>How often the normaliser or a check noticed what.</summary>
    public SortedDictionary<string, long> Flags { get; init; } = new(StringComparer.Ordinal);
}
