using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Text;

/// <summary>The recipe's <c>[tokenizer]</c>: what a CTC label stands for.</summary>
/// <remarks>
/// Every character of the training texts that is seen often enough is a label, Latin letters and digits with it; anything rarer is <c>[UNK]</c>, and
/// counted. Jamo never run out of labels for Hangul: any syllable is three of them at most.
/// </remarks>
public sealed record TokenizerOptions
{
    [Description("what a label stands for")]
    [AllowedValues("jamo", "syllable")]
    public string Unit { get; init; } = "jamo";

    [Description("a syllable, Latin letter or digit seen less often in the training texts is [UNK], times")]
    [Range(1, 1_000_000)]
    public int MinCount { get; init; } = 1;
}
