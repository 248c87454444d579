using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Audio;

/// <summary>What counts as a pause. In a recipe these are keys of <c>[decode]</c>.</summary>
public sealed record SilenceOptions
{
    [Description("how far above the noise floor sound is speech, dB")]
    [Range(1.0, 60.0)]
    public double SilenceMarginDb { get; init; } = 9;

    [Description("level below which all is silence whatever the noise floor, dB of full scale")]
    [Range(-200.0, 0.0)]
    public double SilenceBelowDb { get; init; } = -75;

    [Description("sound on each side of a pause that may be the soft edge of a word, s")]
    [Range(0.0, 2.0)]
    public double SilenceHangoverSeconds { get; init; } = 0.1;

    [Description("shortest pause, hangover not counted, s")]
    [Range(0.02, 10.0)]
    public double MinSilenceSeconds { get; init; } = 0.15;

    [Description("sound on each side from which the noise floor is estimated, s")]
    [Range(0.5, 60.0)]
    public double NoiseFloorSeconds { get; init; } = 3;
}
