using System.Globalization;

namespace HubertAsr.Decoding;

/// <summary>Why one text and not another: where they differ and which side of the score decided. Natural logs.</summary>
/// <param name="Chosen">The words that were written, where the texts differ.</param>
/// <param name="Other">The words that were not.</param>
/// <param name="AcousticMargin">How much likelier the acoustic model holds the chosen text.</param>
/// <param name="LmMargin">How much better language model, bonuses and hotwords hold it.</param>
public sealed record Explanation(string Chosen, string Other, double AcousticMargin, double LmMargin)
{
    /// <summary>Compares a hypothesis with one that lost.</summary>
    public static Explanation Of(Hypothesis chosen, Hypothesis other)
    {
        var (left, right) = (chosen.Text.Split(' '), other.Text.Split(' '));
        var shorter = Math.Min(left.Length, right.Length);
        var same = left.AsSpan().CommonPrefixLength(right);
        var sameEnd = 0;
        while (sameEnd < shorter - same && left[^(sameEnd + 1)] == right[^(sameEnd + 1)]) sameEnd++;
        return new Explanation(
            string.Join(' ', left[same..^sameEnd]), string.Join(' ', right[same..^sameEnd]),
            chosen.Acoustic - other.Acoustic, chosen.Lm - other.Lm);
    }

    public override string ToString()
    {
        var decided = (AcousticMargin > 0, LmMargin > 0) switch
        {
            (true, true) => "both agree",
            (true, false) => "the acoustic model decides",
            (false, true) => "the language side decides",
            _ => "nothing between them",
        };
        return string.Create(CultureInfo.InvariantCulture, $"'{Chosen}', not '{Other}': acoustic {AcousticMargin:+0.00;-0.00}, lm {LmMargin:+0.00;-0.00}; {decided}");
    }
}
