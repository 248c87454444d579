using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Transcription.Output;

/// <summary>Limits of one subtitle. The defaults are common for Korean on a wide screen.</summary>
public sealed record SubtitleOptions
{
    [Description("Longest line, characters; a single longer word has a line of its own")]
    [Range(4, 200)]
    public int MaxLineCharacters { get; init; } = 18;

    [Description("Lines shown at once")]
    [Range(1, 10)]
    public int MaxLines { get; init; } = 2;

    [Description("Shortest time one subtitle is up, unless the next one comes, s")]
    [Range(0.0, 10.0)]
    public double MinSeconds { get; init; } = 1;

    [Description("Longest time one subtitle is up, s")]
    [Range(0.5, 60.0)]
    public double MaxSeconds { get; init; } = 6;

    [Description("A silence between two words that ends a subtitle, s")]
    [Range(0.05, 60.0)]
    public double MaxGapSeconds { get; init; } = 1;

    [Description("Reading speed: a subtitle stays up until it can be read, unless the next one comes, characters a second")]
    [Range(1.0, 100.0)]
    public double MaxCharactersPerSecond { get; init; } = 12;
}
