namespace HubertAsr.Corpora.Preparation;

/// <summary>Counts dropped rows by reason, and remembers the first ids of each.</summary>
internal sealed class DropCount
{
    private const int FirstIds = 20;
    private readonly SortedDictionary<string, (long Count, List<string> Ids)> _reasons = new(StringComparer.Ordinal);

    public long Total { get; private set; }

    public void Add(DroppedRow row)
    {
        Total++;
        var (count, ids) = _reasons.TryGetValue(row.Reason, out var known) ? known : (0, []);
        if (ids.Count < FirstIds) ids.Add(row.Id);
        _reasons[row.Reason] = (count + 1, ids);
    }

    public IReadOnlyDictionary<string, DropFigures> Figures
    {
        get
        {
            var figures = new SortedDictionary<string, DropFigures>(StringComparer.Ordinal);
            foreach (var (reason, (count, ids)) in _reasons) figures[reason] = new DropFigures(count, ids);
            return figures;
        }
    }
}
