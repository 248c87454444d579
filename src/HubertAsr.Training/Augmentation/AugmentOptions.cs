using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Training;

/// <summary>The section <c>[augment]</c> of a recipe: what is hidden from the model while it trains ([Park19], [Baevski20] §3).</summary>
/// <remarks>
/// A probability is spans × length ÷ frames; spans overlap, so the realised share is lower: 0.65 hides 49 % of the frames, 0.5 hides 40 %.
/// Defaults are those of fairseq's 100 h fine-tuning; Hugging Face's script starts from 0.05 and 0, ten times less.
/// </remarks>
public sealed record AugmentOptions : IValidatableObject
{
    [Description("spans of masked frames: spans × mask_time_length ÷ frames; 0 = off"), Range(0.0, 1.0)]
    public double MaskTimeProb { get; init; } = 0.65;

    [Description("length of a masked span, frames of 20 ms"), Range(1, 1000)]
    public int MaskTimeLength { get; init; } = 10;

    [Description("fewest time spans in an utterance, spans"), Range(0, 1000)]
    public int MaskTimeMinSpans { get; init; } = 2;

    [Description("spans of masked hidden channels: spans × mask_channel_length ÷ width; 0 = off"), Range(0.0, 1.0)]
    public double MaskChannelProb { get; init; } = 0.5;

    [Description("length of a masked channel span, hidden channels"), Range(1, 4096)]
    public int MaskChannelLength { get; init; } = 64;

    [Description("fewest channel spans in an utterance, spans"), Range(0, 1000)]
    public int MaskChannelMinSpans { get; init; }

    [Description("speeds at which an utterance is played, one drawn for each epoch (batches are cut by the lengths that come of it), factors such as 0.9, 1.0, 1.1; empty = off")]
    public double[] SpeedFactors { get; init; } = [];

    [Description("share of batches whose utterances are put one behind another: what only hears single clips cannot read long recordings, probability; 0 = off"), Range(0.0, 1.0)]
    public double JoinProb { get; init; }

    [Description("most utterances in one that is joined, drawn from 2 up; never longer together than train.max_seconds"), Range(2, 100)]
    public int JoinMost { get; init; } = 4;

    [Description("longest silence between joined utterances, drawn from none up, s"), Range(0.0, 5.0)]
    public double JoinGapSeconds { get; init; } = 0.3;

    [Description("share of joined batches whose utterances are put together without the silence at their ends: speakers who leave no pause, probability"), Range(0.0, 1.0)]
    public double JoinTrimProb { get; init; }

    [Description("loudness is drawn up to so far up or down, dB; 0 = off (no effect on models that normalise waveforms, unless noise is added)"), Range(0.0, 40.0)]
    public double GainDb { get; init; }

    [Description("folder of noises, read with all below it; absent: no noise")]
    public string? NoiseFolder { get; init; }

    [Description("share of utterances that get a noise, probability"), Range(0.0, 1.0)]
    public double NoiseProb { get; init; } = 0.3;

    [Description("weakest speech against noise, dB"), Range(-20.0, 60.0)]
    public double NoiseMinSnrDb { get; init; } = 5;

    [Description("strongest speech against noise, dB"), Range(-20.0, 60.0)]
    public double NoiseMaxSnrDb { get; init; } = 25;

    [Description("folder of room impulse responses, read with all below it; absent: no rooms")]
    public string? RoomFolder { get; init; }

    [Description("share of utterances that are put into a room, probability"), Range(0.0, 1.0)]
    public double RoomProb { get; init; } = 0.3;

    [Description("share of utterances that are narrowed to the telephone's 300 to 3400 Hz, probability"), Range(0.0, 1.0)]
    public double TelephoneProb { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var factor in SpeedFactors.Where(factor => factor is not (>= 0.5 and <= 2)))
            yield return new ValidationResult($"speed_factors: {factor} is not between 0.5 and 2.");
        if (NoiseMinSnrDb > NoiseMaxSnrDb)
            yield return new ValidationResult($"noise_min_snr_db {NoiseMinSnrDb} is above noise_max_snr_db {NoiseMaxSnrDb}.");
    }
}
