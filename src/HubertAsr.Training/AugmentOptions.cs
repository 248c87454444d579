using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Training;

/// <summary>The section <c>[augment]</c> of a recipe: what is hidden from the model while it trains ([Park19], [Baevski20] §3).</summary>
/// <remarks>
/// A probability is spans × length ÷ frames; spans overlap, so the realised share is lower: 0.65 hides 49 % of the frames, 0.5 hides 40 %.
/// Defaults are those of fairseq's 100 h fine-tuning; Hugging Face's script starts from 0.05 and 0, ten times less.
/// </remarks>
public sealed record AugmentOptions
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
}
