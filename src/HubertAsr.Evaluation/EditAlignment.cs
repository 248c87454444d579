using HubertAsr.Evaluation.Alignment;

namespace HubertAsr.Evaluation;

/// <summary>What became of one unit.</summary>
public enum EditKind : byte
{
    Match,
    Substitution,
    Deletion,
    Insertion,
}

/// <summary>One column of an alignment. An index is −1 on the side that has no unit here.</summary>
public readonly record struct Edit(EditKind Kind, int ReferenceIndex, int HypothesisIndex);

/// <summary>
/// One cheapest alignment of two sequences with unit costs (Levenshtein). Several can be equally cheap; this is the one found by walking
/// back from the end and taking, of the cheapest steps, first match or substitution, then deletion, then insertion.
/// </summary>
public sealed class EditAlignment
{
    private EditAlignment(IReadOnlyList<string> reference, IReadOnlyList<string> hypothesis, IReadOnlyList<Edit> edits, ErrorCounts counts)
    {
        Reference = reference;
        Hypothesis = hypothesis;
        Edits = edits;
        Counts = counts;
    }

    /// <summary>The reference's units, one string a unit.</summary>
    public IReadOnlyList<string> Reference { get; }

    public IReadOnlyList<string> Hypothesis { get; }

    /// <summary>First to last.</summary>
    public IReadOnlyList<Edit> Edits { get; }

    public ErrorCounts Counts { get; }

    /// <summary>Aligns code points; a blank is a unit.</summary>
    public static EditAlignment OfCharacters(string reference, string hypothesis)
    {
        List<int> left = [], right = [];
        TextUnits.AddCharacters(reference, left);
        TextUnits.AddCharacters(hypothesis, right);
        return Of([.. left.Select(char.ConvertFromUtf32)], [.. right.Select(char.ConvertFromUtf32)]);
    }

    /// <summary>Aligns what blanks separate (어절).</summary>
    public static EditAlignment OfWords(string reference, string hypothesis) => Of(TextUnits.Words(reference), TextUnits.Words(hypothesis));

    /// <summary>Aligns sequences of any units, compared ordinally.</summary>
    public static EditAlignment Of(IReadOnlyList<string> reference, IReadOnlyList<string> hypothesis)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        int Id(string unit) => ids.TryGetValue(unit, out var id) ? id : ids[unit] = ids.Count;
        int[] left = [.. reference.Select(Id)], right = [.. hypothesis.Select(Id)];

        var edits = new List<Edit>();
        var counts = new EditAligner().Align(left, right, edits);
        return new EditAlignment(reference, hypothesis, edits, counts);
    }
}
