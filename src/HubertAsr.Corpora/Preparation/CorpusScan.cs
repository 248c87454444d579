using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Caching;
using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>One corpus as its sources hold it: files, families, and the units into which its labels are cut.</summary>
internal sealed class CorpusScan : IDisposable
{
    private readonly ArchiveShelf _shelf = new();
    private readonly LabelSpill _spill;
    private readonly CacheFill _fill;

    /// <param name="options">What to read, and how.</param>
    /// <param name="folder">Of the manifest.</param>
    /// <param name="cache">Samples of what cannot be read in place.</param>
    /// <param name="progress">Told of what takes long.</param>
    /// <param name="cancellation">Ends the scan.</param>
    public CorpusScan(CorpusOptions options, string folder, PcmCache cache, IProgress<PreparationProgress>? progress, CancellationToken cancellation)
    {
        Options = options;
        Catalog = new Catalog(folder);
        _spill = new LabelSpill(folder);
        Reader = new SourceReader(_shelf, _spill);
        _fill = new CacheFill(cache, Reader, progress);
        var streamed = options.Cache ? new StreamedArchive(Catalog, _spill, _fill, cache, cancellation) : null;
        var scan = new SourceScan(_shelf, Catalog, streamed, cancellation);
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

    /// <summary>Decodes what cannot be read in place, unless the options forbid it.</summary>
    public void FillCache(CancellationToken cancellation)
    {
        if (Options.Cache) _fill.Run(Catalog, cancellation);
    }

    public void Dispose()
    {
        Catalog.Dispose();
        _spill.Dispose();
        _shelf.Dispose();
    }

    private IEnumerable<LabelUnit> Arrange(IReadOnlyList<LabelUnit> units) =>
        units.GroupBy(unit => unit.Family).SelectMany(group => group.Key.Arrange([.. group], Label));
}
