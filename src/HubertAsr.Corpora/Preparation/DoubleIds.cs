namespace HubertAsr.Corpora.Preparation;

/// <summary>Utterances that share an id: copies of one another, of which the first is kept, or rivals, of which none is.</summary>
internal sealed class DoubleIds
{
    private readonly Dictionary<string, (string Identity, int Count, bool AreCopies)> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Reads the rows once more, but only when the census found hashes that occur twice.</summary>
    public static DoubleIds In(IReadOnlyList<CorpusWork> works, SplitCensus census)
    {
        var doubles = new DoubleIds();
        if (!census.HasDoubleIds) return doubles;
        foreach (var work in works)
            for (var unit = 0; unit < work.Scan.Units.Count; unit++)
                foreach (var row in work.Files.Kept(unit).Where(row => census.MayBeDouble(row.Utterance))) doubles.Add(row);
        return doubles;
    }

    /// <summary>Why a row is dropped for its id; null when it is kept.</summary>
    public string? Judge(KeptRow row)
    {
        var (_, count, areCopies) = _ids[row.Utterance.Id];
        if (count == 1) return null;
        if (!areCopies) return $"{count} utterances have this id and differ; keep one of them";
        return _seen.Add(row.Utterance.Id) ? null : "the same label and audio as an utterance of this id that is kept";
    }

    private void Add(KeptRow row)
    {
        var identity = $"{row.Content}\0{row.Utterance.Raw}";
        _ids[row.Utterance.Id] = _ids.TryGetValue(row.Utterance.Id, out var known)
            ? (known.Identity, known.Count + 1, known.AreCopies && known.Identity == identity)
            : (identity, 1, true);
    }
}
