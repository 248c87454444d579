using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Evaluation.TestSets;

/// <summary>A test set whose size is known, as <c>eval/testsets</c> writes it down: what was scored can be held against it with no model at all.</summary>
public sealed record KnownTestSet : IValidatableObject
{
    [Description("name that ends the set's %CER lines, without the corpus before it")]
    public string Name { get; init; } = "";

    [Description("part of the corpus' name, where the set's own name could be anybody's; empty: the set's name is enough")]
    public string Corpus { get; init; } = "";

    [Description("where the counts come from")]
    public string Source { get; init; } = "";

    [Description("utterances with a reference, count; 0: unknown")]
    [Range(0, int.MaxValue)]
    public int Utterances { get; init; }

    [Description("scoring policies under which words and characters hold; empty: any")]
    public string[] Policies { get; init; } = [];

    [Description("words between blanks: the count, or the least and the most that were published; empty: unknown")]
    public long[] Words { get; init; } = [];

    [Description("characters, inner blanks among them: the count, or the least and the most that were published; empty: unknown")]
    public long[] Characters { get; init; } = [];

    [Description("how far words and characters may lie outside and still agree, as a fraction")]
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; }

    [Description("file with the ids of the set, one a line; empty: any ids")]
    [DataType("path")]
    public string Ids { get; init; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Name.Length == 0) yield return new ValidationResult("name is missing; the set's name in %CER lines was expected.");
        if (Words.Length > 2 || Characters.Length > 2) yield return new ValidationResult("words and characters are one count, or the least and the most.");
    }
}
