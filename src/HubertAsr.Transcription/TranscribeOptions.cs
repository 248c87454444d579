using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HubertAsr.Audio;

namespace HubertAsr.Transcription;

/// <summary>How long recordings are cut for the model. One no longer than a chunk is never cut.</summary>
public sealed record TranscribeOptions : IValidatableObject
{
    [Description("Longest stretch given to the model at once; cut at the longest pause in its later half, s")]
    [Range(1.0, 120.0)]
    public double ChunkSeconds { get; init; } = 20;

    [Description("Sound computed twice around a cut where there is no pause, s")]
    [Range(0.5, 20.0)]
    public double OverlapSeconds { get; init; } = 4;

    [Description("Longest stretch without a pause that is decoded as one, s")]
    [Range(10.0, 3600.0)]
    public double MaxStretchSeconds { get; init; } = 120;

    /// <summary>What counts as a pause.</summary>
    public SilenceOptions Silence { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OverlapSeconds > ChunkSeconds / 2)
            yield return new ValidationResult(FormattableString.Invariant($"an overlap of {OverlapSeconds} s in chunks of {ChunkSeconds} s; at most half a chunk is expected."));
    }
}
