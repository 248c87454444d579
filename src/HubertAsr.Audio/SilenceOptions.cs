using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Audio;

/// <summary>What counts as a pause.</summary>
public sealed record SilenceOptions
{
    [Description("How far above the noise floor sound is speech, dB")]
    [Range(1.0, 60.0)]
    public double MarginDb { get; init; } = 9;

    [Description("Level below which all is silence whatever the noise floor, dB of full scale")]
    [Range(-200.0, 0.0)]
    public double SilenceBelowDb { get; init; } = -75;

    [Description("Sound on each side of a pause that may be the soft edge of a word, s")]
    [Range(0.0, 2.0)]
    public double HangoverSeconds { get; init; } = 0.1;

    [Description("Shortest pause, hangover not counted, s")]
    [Range(0.02, 10.0)]
    public double MinSilenceSeconds { get; init; } = 0.15;

    [Description("Sound on each side from which the noise floor is estimated, s")]
    [Range(0.5, 60.0)]
    public double FloorWindowSeconds { get; init; } = 3;
}
