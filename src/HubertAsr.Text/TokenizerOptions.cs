using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Text;

/// <summary>The recipe's <c>[tokenizer]</c>: what a CTC label stands for.</summary>
/// <remarks>
/// The policy for Latin, digits and rare syllables: every character of the training texts that is seen often enough is a label of its own (a Latin letter, a digit, %, like any
/// syllable); anything rarer, and what only other sets hold, is <c>[UNK]</c> and prints as <c>⁇</c>. Jamo never run out of labels for Hangul: any syllable is two or three of them.
/// </remarks>
public sealed record TokenizerOptions : IValidatableObject
{
    [Description("what a label stands for")]
    [AllowedValues("jamo", "syllable")]
    public string Unit { get; init; } = "jamo";

    [Description("what a label of a second head stands for, trained together with the first and decoded jointly; absent: one head")]
    [AllowedValues("jamo", "syllable", null)]
    public string? SecondUnit { get; init; }

    [Description("a syllable, Latin letter or digit seen less often in the training texts is [UNK], times")]
    [Range(1, 1_000_000)]
    public int MinCount { get; init; } = 1;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SecondUnit == Unit) yield return new ValidationResult($"second_unit \"{SecondUnit}\" is the unit of the first head too; the other one was expected.");
    }
}
