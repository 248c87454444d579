using HubertAsr.Text;

namespace HubertAsr.Evaluation.Analysis;

/// <summary>What a rule is called, and what to look at when it is frequent.</summary>
public sealed record RuleName(string Id, string Ko, string En, string AdviceKo, string AdviceEn);

/// <summary>One example of a table: named by its rule alone.</summary>
public sealed record RuleExample(string Rule, string Reference, string Hypothesis);

/// <summary>Rules that name a difference of letters, from <c>lexicon/phonology</c>; its README explains the tables.</summary>
public sealed class PhonologyRules
{
    private readonly List<(string Rule, bool WithinWord, BoundaryRewrite Rewrite)> _boundaries = [];
    private readonly List<(string Rule, string Initials, string Left, string Right)> _vowels = [];
    private readonly List<RuleExample> _examples = [];

    private PhonologyRules()
    {
        Names = Rows("rules.tsv").Select(row => new RuleName(row[0], row[1], row[2], row[3], row[4])).ToDictionary(name => name.Id, StringComparer.Ordinal);
        foreach (var row in Rows("boundaries.tsv")) AddBoundary(row);
        foreach (var row in Rows("vowels.tsv")) AddVowels(row);
    }

    /// <summary>The rules that come with the program.</summary>
    public static PhonologyRules Default { get; } = new();

    public IReadOnlyDictionary<string, RuleName> Names { get; }

    public IReadOnlyList<RuleExample> Examples => _examples;

    /// <summary>The rule that turns one meeting of syllables into the other, and whether it runs from hypothesis to reference; null when none does.</summary>
    internal (string Rule, bool IsReversed)? OfBoundary(Meeting reference, Meeting hypothesis, bool isWithinWord)
    {
        foreach (var (rule, withinWord, rewrite) in _boundaries)
        {
            if (withinWord && !isWithinWord) continue;
            if (rewrite.Gives(reference, hypothesis)) return (rule, false);
            if (rewrite.Gives(hypothesis, reference)) return (rule, true);
        }

        return null;
    }

    internal (string Rule, bool IsReversed)? OfVowel(char initial, char reference, char hypothesis)
    {
        foreach (var (rule, initials, left, right) in _vowels)
        {
            if (initials != "*" && !initials.Contains(initial, StringComparison.Ordinal)) continue;
            if (left.Contains(reference, StringComparison.Ordinal) && right.Contains(hypothesis, StringComparison.Ordinal)) return (rule, false);
            if (left.Contains(hypothesis, StringComparison.Ordinal) && right.Contains(reference, StringComparison.Ordinal)) return (rule, true);
        }

        return null;
    }

    private void AddBoundary(string[] row)
    {
        var withinWord = row[0].EndsWith("@word", StringComparison.Ordinal);
        var rule = Known(withinWord ? row[0][..^"@word".Length] : row[0]);
        foreach (var rewrite in row[1].Split(' ')) _boundaries.Add((rule, withinWord, BoundaryRewrite.Parse(rewrite)));
        AddExamples(rule, row[2]);
    }

    private void AddVowels(string[] row)
    {
        _vowels.Add((Known(row[0]), row[1], row[2], row[3]));
        AddExamples(row[0], row[4]);
    }

    private void AddExamples(string rule, string examples) =>
        _examples.AddRange(examples.Split(' ').Select(example => example.Split('>')).Select(sides => new RuleExample(rule, sides[0], sides[1])));

    private string Known(string rule) => Names.ContainsKey(rule) ? rule : throw new InvalidDataException($"lexicon/phonology: rule '{rule}' has no line in rules.tsv; every rule has a name.");

    // The first line names the columns.
    private static IEnumerable<string[]> Rows(string file) => TextAssets.Rows($"lexicon/phonology/{file}").Skip(1);
}
