using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Corpora;

/// <summary>One corpus of a recipe (section `[corpus]`, or several `[[corpus]]`) and of the verb `prepare`.</summary>
public sealed record CorpusOptions : IValidatableObject
{
    [Description("name in column `corpus`, before the set's name in %CER lines and, among several corpora, before ids; empty: the family's name")]
    public string Name { get; init; } = "";

    [Description("corpus family: a name, its letter or its AI-Hub number; auto recognises it by content")]
    public string Family { get; init; } = "auto";

    [Description("folders and archives as delivered")]
    [DataType("path")]
    public string[] Sources { get; init; } = [];

    [Description("transcription rules (etri, broadcast, freetalk, dialect, plain); unset: the family's")]
    [AllowedValues(null, "etri", "broadcast", "freetalk", "dialect", "plain")]
    public string? Profile { get; init; }

    [Description("share of the train split's speakers that becomes dev; a speaker is hashed, so added files move nobody")]
    [Range(0.0, 0.9)]
    public double? Dev { get; init; }

    [Description("number of train speakers that become dev, those of the lowest hash; added speakers may change them")]
    [Range(1, int.MaxValue)]
    public int? DevSpeakers { get; init; }

    [Description("CSV or TSV with columns `id` or `speaker` and `split` that overrides the corpus's own splits")]
    [DataType("path")]
    public string? Split { get; init; }

    [Description("drop from train what the other splits share with it: speaker, sentence")]
    public string[] Disjoint { get; init; } = [];

    [Description("keys or columns of the transcript, the first that is not empty wins; none: the family's own")]
    public string[] TextKeys { get; init; } = [];

    [Description("key or column of the audio file's name, for labels of no known family")]
    public string? AudioKey { get; init; }

    [Description("key or column of the start, s, for labels of no known family")]
    public string? StartKey { get; init; }

    [Description("key or column of the end, s, for labels of no known family")]
    public string? EndKey { get; init; }

    [Description("take at most that many utterances; unset: all")]
    [Range(1L, long.MaxValue)]
    public long? Limit { get; init; }

    [Description("shortest utterance, s; unset: the family's")]
    [Range(0.0, 3600.0)]
    public double? MinSeconds { get; init; }

    [Description("longest utterance, s; unset: the family's")]
    [Range(0.0, 36000.0)]
    public double? MaxSeconds { get; init; }

    [Description("least share of the labels whose audio must be there; below it the manifest is written and the check fails")]
    [Range(0.0, 1.0)]
    public double MinMatch { get; init; } = 0.9;

    [Description("read every sample: checksums, clipping, silence, copies")]
    public bool VerifyAudio { get; init; }

    [Description("decode what cannot be read in place (FLAC, .tar.gz, segments of compressed recordings) once, into the cache beside the manifest")]
    public bool Cache { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Dev is not null && DevSpeakers is not null) yield return new ValidationResult("dev and dev_speakers exclude one another; give one of them.");
        if (MinSeconds > MaxSeconds) yield return new ValidationResult($"min_seconds {MinSeconds} is above max_seconds {MaxSeconds}.");
        foreach (var what in Disjoint.Where(what => what is not ("speaker" or "sentence")))
            yield return new ValidationResult($"disjoint holds '{what}'; expected speaker or sentence.");
    }
}
