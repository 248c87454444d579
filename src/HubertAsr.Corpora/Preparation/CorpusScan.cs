using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>One corpus as its sources hold it: files, families, and the units into which its labels are cut.</summary>
internal sealed class CorpusScan : IDisposable
{
    private readonly ArchiveShelf _shelf = new();

    public CorpusScan(CorpusOptions options, string folder, CancellationToken cancellation)
    {
        Options = options;
        Catalog = new Catalog(folder);
        Reader = new SourceReader(_shelf);
        var scan = new SourceScan(_shelf, Catalog, cancellation);
        foreach (var source in options.Sources) scan.Add(source);
        Fingerprint = Catalog.Finish();
        var assignment = new FamilyAssignment(Catalog, Reader, options);
        Units = [.. Arrange(assignment.Assign())];
        Catalog.Faults.AddRange(assignment.Unknown);
        Families = assignment.Families;
        Reasons = assignment.Reasons;
        Index = new AudioIndex(Catalog, file => Families.SelectMany(family => family.AudioKeys(file)).Distinct());
        Pairing = new AudioPairing(Index, Reader);
    }

    public CorpusOptions Options { get; }

    public Catalog Catalog { get; }

    public SourceReader Reader { get; }

    public string Fingerprint { get; }

    public IReadOnlyList<LabelUnit> Units { get; }

    public IReadOnlyList<CorpusFamily> Families { get; }

    /// <summary>Why each family was taken for what it is.</summary>
    public IReadOnlyList<string> Reasons { get; }

    public AudioIndex Index { get; }

    public AudioPairing Pairing { get; }

    /// <summary>The label at a place of the catalog, read by the rules of this corpus.</summary>
    public LabelFile Label(long place) => new(Catalog.Read(place), Reader, Options);

    public void Dispose()
    {
        Catalog.Dispose();
        _shelf.Dispose();
    }

    private IEnumerable<LabelUnit> Arrange(IReadOnlyList<LabelUnit> units) =>
        units.GroupBy(unit => unit.Family).SelectMany(group => group.Key.Arrange([.. group], Label));
}
