namespace HubertAsr.Evaluation.Files;

/// <summary>References with the hypotheses of the same ids, in the references' order.</summary>
/// <param name="References">The reference side; its columns serve slices.</param>
/// <param name="Hypotheses">By position of the reference row; null where the other side has no such id.</param>
public sealed record MatchedTranscripts(TranscriptTable References, IReadOnlyList<string?> Hypotheses)
{
    private const int ListedIds = 10;

    /// <exception cref="InvalidDataException">A hypothesis has an id that no reference has; the ids are listed.</exception>
    public static MatchedTranscripts Match(TranscriptTable references, TranscriptTable hypotheses)
    {
        var byId = hypotheses.Rows.ToDictionary(row => row.Id, row => row.Text, StringComparer.Ordinal);
        var known = references.Rows.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        string[] strangers = [.. hypotheses.Rows.Where(row => !known.Contains(row.Id)).Select(row => row.Id)];
        if (strangers.Length > 0)
        {
            throw new InvalidDataException(
                $"{hypotheses.Path}: {strangers.Length} of {hypotheses.Rows.Count} ids are not in {references.Path}: {List(strangers)}; ids of the references were expected. Are these the two sides of one test set?");
        }

        return new MatchedTranscripts(references, [.. references.Rows.Select(row => byId.GetValueOrDefault(row.Id))]);
    }

    /// <summary>The first ids, and how many more there are.</summary>
    public static string List(IReadOnlyList<string> ids) =>
        string.Join(", ", ids.Take(ListedIds)) + (ids.Count > ListedIds ? $" and {ids.Count - ListedIds} more" : "");

    /// <summary>Ids of references without a hypothesis.</summary>
    public IReadOnlyList<string> Missing => [.. References.Rows.Where((_, index) => Hypotheses[index] is null).Select(row => row.Id)];

    /// <summary>
    /// Scores each test set by itself: a manifest's rows by <c>subset</c>, or <c>split</c> where that is empty; everything else is one set named after its file.
    /// </summary>
    /// <param name="policy">Applied to both sides.</param>
    /// <param name="namedCorpora">Values of the column <c>corpus</c> that stand before their sets' names, with a slash; null: none does.</param>
    public IReadOnlyList<ScoreSet> Score(ScoringPolicy policy, IReadOnlySet<string>? namedCorpora = null)
    {
        return [.. Sets(namedCorpora ?? new HashSet<string>()).Select(set => Scorer.Score(set.Name, set.Rows.Select(row => Pair(row, policy))))];
    }

    private ScoringPair Pair(int row, ScoringPolicy policy) => new(
        References.Rows[row].Id, policy.Reference(References.Rows[row].Text), Hypotheses[row] is { } hypothesis ? policy.Hypothesis(hypothesis) : null);

    private IEnumerable<(string Name, IEnumerable<int> Rows)> Sets(IReadOnlySet<string> namedCorpora)
    {
        int corpus = References.ColumnIndex("corpus"), subset = References.ColumnIndex("subset"), split = References.ColumnIndex("split");
        var fallback = Path.GetFileNameWithoutExtension(References.Path);
        string Prefix(TranscriptRow row) => corpus >= 0 && namedCorpora.Contains(row.Fields[corpus]) ? row.Fields[corpus] + "/" : "";
        string Name(TranscriptRow row) => Prefix(row) + Set(row);
        string Set(TranscriptRow row) =>
            subset >= 0 && row.Fields[subset].Length > 0 ? row.Fields[subset] : split >= 0 && row.Fields[split].Length > 0 ? row.Fields[split] : fallback;
        return References.Rows.Select((row, index) => (Name: Name(row), index)).GroupBy(row => row.Name, row => row.index).Select(set => (set.Key, set.AsEnumerable()));
    }
}
