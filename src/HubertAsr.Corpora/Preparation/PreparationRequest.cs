using HubertAsr.Text;

namespace HubertAsr.Corpora;

/// <summary>What to prepare, by which rules, and where to.</summary>
public sealed record PreparationRequest
{
    /// <summary>The corpora that go into one manifest.</summary>
    public required IReadOnlyList<CorpusOptions> Corpora { get; init; }

    /// <summary>Rules for transcripts; profile and purpose come from the corpus and the split.</summary>
    public NormalizationOptions Text { get; init; } = new();

    /// <summary>Folder of `manifest.csv`, `dropped.csv` and `report.json`; made when it is not there.</summary>
    public required string OutFolder { get; init; }

    /// <summary>How many threads read labels.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told of every finished unit of work.</summary>
    public IProgress<PreparationProgress>? Progress { get; init; }
}

/// <summary>How far a preparation is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">Label files read, or bytes decoded.</param>
/// <param name="Total">All of them; 0 while they are still being counted.</param>
public sealed record PreparationProgress(string Stage, long Done, long Total)
{
    /// <summary>A sentence the user should read; null mostly.</summary>
    public string? Note { get; init; }
}
