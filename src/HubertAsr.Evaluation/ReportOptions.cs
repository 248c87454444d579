using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Evaluation;

/// <summary>Section <c>[report]</c>: what a report shows. Its numbers do not depend on it.</summary>
public sealed record ReportOptions
{
    [Description("language of the report")]
    [AllowedValues("ko", "en")]
    public string Lang { get; init; } = "ko";

    [Description("put the audio of the shown utterances into the HTML file; AI-Hub audio is licensed and must not be passed on")]
    public bool Audio { get; init; }

    [Description("show transcripts; without them only numbers and confusions of single syllables remain")]
    public bool Transcripts { get; init; } = true;

    [Description("worst utterances shown, count")]
    [Range(0, 10_000)]
    public int Worst { get; init; } = 50;

    [Description("utterances of the random sample, count")]
    [Range(0, 10_000)]
    public int Sample { get; init; } = 30;

    [Description("a slice with fewer utterances than this is marked as small, count")]
    [Range(1, 1_000_000)]
    public int SmallSlice { get; init; } = 30;

    [Description("licence of the corpus, as the banner names it; empty: the report says it is unknown")]
    public string Licence { get; init; } = "";
}
