using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using HubertAsr.Models;

namespace HubertAsr.Transcription;

/// <summary>How long recordings are cut for the model; one no longer than a chunk is never cut. In a recipe these are keys of <c>[decode]</c>.</summary>
public sealed record TranscribeOptions : IValidatableObject
{
    [Description("longest stretch given to the model at once, s")]
    [Range(1.0, 120.0)]
    public double ChunkSeconds { get; init; } = 20;

    [Description("pause at which a recording longer than a chunk is always cut for the model, hangover not counted, s")]
    [Range(0.02, 60.0)]
    public double PauseSeconds { get; init; } = 0.3;

    [Description("pause that also ends what is decoded as one; a shorter cut may fall inside a word, and the search decides, s")]
    [Range(0.02, 60.0)]
    public double StretchPauseSeconds { get; init; } = 0.3;

    [Description("sound of a pause that is kept on each side of the cut, s")]
    [Range(0.0, 10.0)]
    public double PauseMarginSeconds { get; init; } = 0.5;

    [Description("sound computed twice around a cut where there is no pause, s")]
    [Range(0.5, 20.0)]
    public double OverlapSeconds { get; init; } = 4;

    [Description("longest stretch without a pause that is decoded as one, s")]
    [Range(10.0, 600.0)]
    public double MaxStretchSeconds { get; init; } = 120;

    [Description("hears and reads running sound a second time, sentence by sentence as the word model found them: for voices that follow each other without a pause")]
    public bool RehearSentences { get; init; }

    [Description("sound of neighbouring stretches that is computed together, each by itself, on a processor by a thread of its own, s; 0 = one after another")]
    [Range(0.0, 600.0)]
    public double BatchSeconds { get; init; } = 40;

    internal long SamplesTogether => (long)(BatchSeconds * AcousticModel.SampleRateHz);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OverlapSeconds > ChunkSeconds / 2)
            yield return new ValidationResult(FormattableString.Invariant($"an overlap of {OverlapSeconds} s in chunks of {ChunkSeconds} s; at most half a chunk is expected."));
    }
}
