using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Decoding;

/// <summary>The recipe's <c>[lm]</c>: an n-gram model with modified Kneser–Ney smoothing, as lmplz builds it.</summary>
public sealed record LanguageModelOptions : IValidatableObject
{
    [Description("text to learn from, one sentence a line, plain or gzipped; empty = the transcripts of the train split")]
    [DataType("path")]
    public string? Text { get; init; }

    [Description("longest n-gram, units; 0 = no language model")]
    [Range(0, BinaryHeader.MaxOrder)]
    public int Order { get; init; }

    [Description("what one unit is: word, syllable or jamo")]
    public NGramUnit Unit { get; init; }

    [Description("n-grams seen at most so often are dropped, by order; the last number holds for higher orders")]
    public double[] Prune { get; init; } = [0];

    [Description("most frequent words kept; 0 = all")]
    [Range(0, int.MaxValue)]
    public int VocabLimit { get; init; }

    [Description("memory to stay within, as 512M or 2G; the program itself takes about 100M of it")]
    public string Memory { get; init; } = "2G";

    /// <summary>Pruning thresholds for every order.</summary>
    public long[] PruneThresholds => [.. Enumerable.Range(0, Order).Select(n => (long)Prune[Math.Min(n, Prune.Length - 1)])];

    /// <summary>Bytes of <see cref="Memory"/>.</summary>
    /// <exception cref="ArgumentException">Not a size.</exception>
    public long MemoryBytes
    {
        get
        {
            var unit = Memory.Length == 0 ? -1 : "BKMGT".IndexOf(char.ToUpperInvariant(Memory[^1]), StringComparison.Ordinal);
            var digits = unit < 0 ? Memory : Memory[..^1];
            if (!double.TryParse(digits, System.Globalization.CultureInfo.InvariantCulture, out var size) || size <= 0)
                throw new ArgumentException($"memory '{Memory}': a size as 512M or 2G expected");
            return (long)(size * Math.Pow(1024, Math.Max(unit, 0)));
        }
    }

    /// <summary>What contradicts itself, as a sentence; null if nothing does.</summary>
    public string? Problem =>
        Prune.Length > 0 && Prune[0] == 0 && Prune.All(threshold => threshold >= 0 && threshold == Math.Floor(threshold)) && Prune.Order().SequenceEqual(Prune)
            ? null
            : $"prune {string.Join(' ', Prune)}: whole numbers that begin with 0 and never fall expected";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Problem is { } problem) yield return new ValidationResult(problem, [nameof(Prune)]);
    }
}
