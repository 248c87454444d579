using System.Text;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>A difference that a rule names, with the syllables around it.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="IsReversed">False: the hypothesis wrote the sound; true: it wrote a spelling that sounds like the reference.</param>
/// <param name="Reference">One or two reference syllables.</param>
/// <param name="Hypothesis">What stands for them.</param>
public sealed record NamedDifference(string Rule, bool IsReversed, string Reference, string Hypothesis);

/// <summary>What the rules say about one utterance.</summary>
/// <param name="Differences">In order.</param>
/// <param name="Substitutions">Syllables that another syllable stands for.</param>
/// <param name="Explained">Those of them of which every differing letter has a name.</param>
public sealed record NamedErrors(IReadOnlyList<NamedDifference> Differences, int Substitutions, int Explained);

/// <summary>
/// Names the letters in which aligned syllables differ. Where two aligned syllables meet, final and initial consonant are looked at together, since that is where Korean changes
/// its sounds; vowels by themselves. Blanks do not stop a rule, as in speech, unless the rule says so.
/// </summary>
internal sealed class ErrorNamer(PhonologyRules rules)
{
    /// <param name="columns">The alignment of syllables without blanks; 0 where a side has none.</param>
    public NamedErrors Name(IReadOnlyList<AlignedColumn> columns)
    {
        var differences = new List<NamedDifference>();
        var unnamed = new bool[columns.Count];
        for (var right = 0; right <= columns.Count; right++)
        {
            NameBoundary(columns, right, differences, unnamed);
            if (right < columns.Count) NameVowel(columns[right], right, differences, unnamed);
        }

        var substitutions = columns.Select((column, index) => (column, index)).Where(item => item.column.IsSubstitution).ToList();
        return new NamedErrors(differences, substitutions.Count, substitutions.Count(item => !unnamed[item.index]));
    }

    private void NameBoundary(IReadOnlyList<AlignedColumn> columns, int right, List<NamedDifference> differences, bool[] unnamed)
    {
        var before = right > 0 ? columns[right - 1].Parts : null;
        var after = right < columns.Count ? columns[right].Parts : null;
        if (before is null && after is null) return;

        var reference = Meet(before?.Reference, after?.Reference);
        var hypothesis = Meet(before?.Hypothesis, after?.Hypothesis);
        var (codaDiffers, onsetDiffers) = (reference.Coda != hypothesis.Coda, reference.Onset != hypothesis.Onset);
        if (!codaDiffers && !onsetDiffers) return;

        var isWithinWord = after is null || !columns[right].BlankBefore;
        var window = Window(before is null ? null : columns[right - 1], after is null ? null : columns[right]);
        bool Named(Meeting from, Meeting to)
        {
            if (rules.OfBoundary(from, to, isWithinWord) is not var (rule, isReversed)) return false;
            differences.Add(new NamedDifference(rule, isReversed, window.Reference, window.Hypothesis));
            return true;
        }

        if (Named(reference, hypothesis)) return;
        // No one rule gives both letters: perhaps each has its own.
        if (codaDiffers && !(onsetDiffers && Named(reference, reference with { Coda = hypothesis.Coda }))) unnamed[right - 1] = true;
        if (onsetDiffers && !(codaDiffers && Named(reference, hypothesis with { Coda = reference.Coda }))) unnamed[right] = true;
    }

    private void NameVowel(AlignedColumn column, int index, List<NamedDifference> differences, bool[] unnamed)
    {
        if (column.Parts is not var (reference, hypothesis) || reference.Nucleus == hypothesis.Nucleus) return;
        if (rules.OfVowel(reference.Onset, reference.Nucleus, hypothesis.Nucleus) is var (rule, isReversed))
        {
            var window = Window(column, null);
            differences.Add(new NamedDifference(rule, isReversed, window.Reference, window.Hypothesis));
        }
        else
        {
            unnamed[index] = true;
        }
    }

    private static Meeting Meet(SyllableParts? before, SyllableParts? after) =>
        new(before?.Coda ?? SyllableParts.NoCoda, after?.Onset ?? SyllableParts.End, after?.Nucleus ?? SyllableParts.End);

    private static (string Reference, string Hypothesis) Window(AlignedColumn? first, AlignedColumn? second)
    {
        StringBuilder reference = new(), hypothesis = new();
        foreach (var column in new[] { first, second })
        {
            if (column is null) continue;
            reference.Append(new Rune(column.Value.Reference));
            hypothesis.Append(new Rune(column.Value.Hypothesis));
        }

        return (reference.ToString(), hypothesis.ToString());
    }
}
