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
    private readonly StreamedArchive? _streamed;

    /// <param name="options">What to read, and how.</param>
    /// <param name="folder">Of the manifest.</param>
    /// <param name="cache">Samples of what cannot be read in place.</param>
    /// <param name="fill">Puts them there.</param>
    /// <param name="cancellation">Ends the scan.</param>
    public CorpusScan(CorpusOptions options, string folder, PcmCache cache, CacheFill fill, CancellationToken cancellation)
    {
        Options = options;
        Catalog = new Catalog(folder);
        _spill = new LabelSpill(folder);
        Reader = new SourceReader(_shelf, _spill);
        _fill = fill;
        _streamed = options.Cache ? new StreamedArchive(Catalog, _spill, _fill, cache, cancellation) { IsAudioLater = options.Limit is not null } : null;
        var scan = new SourceScan(_shelf, Catalog, _streamed, cancellation);
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

    /// <summary>Null until all files are known.</summary>
    public AudioIndex Index { get; }

    public AudioPairing Pairing { get; }

    /// <summary>The label at a place of the catalog, read by the rules of this corpus.</summary>
    public LabelFile Label(long place) => new(Catalog.Read(place), Reader, Options) { HasAudio = key => Index is not null && Index.Find(key).Count > 0 };

    /// <summary>Every utterance of every label that can be read, in the order of the scan.</summary>
    public IEnumerable<(LabelFile Label, LabelUnit Unit, LabelRow Row)> Rows()
    {
        foreach (var unit in Units)
        {
            var memory = new LabelMemory();
            foreach (var place in unit.Labels)
            {
                var label = Label(place);
                label.Memory = memory;
                foreach (var row in label.ReadableRows(unit.Family)) yield return (label, unit, row);
            }
        }
    }

    /// <summary>Decodes what cannot be read in place, unless the options forbid it; with a limit, what it may reach.</summary>
    public void FillCache(CancellationToken cancellation)
    {
        if (!Options.Cache) return;
        if (Options.Limit is not { } limit)
        {
            _fill.Run(Catalog.Audio.Select(Catalog.Read), Reader, cancellation);
            return;
        }
        // Some of the first labels will be dropped for what they say.
        var rows = (int)Math.Min(int.MaxValue, 2 * Math.Min(limit, int.MaxValue / 4) + 100);
        List<SourceFile> wanted = [.. Rows().Take(rows).Select(row => Pairing.Find(row.Row, row.Label.File).File).OfType<SourceFile>().Distinct()];
        foreach (var archive in wanted.Where(file => file.Container.IsStreamed).GroupBy(file => file.Container))
            _streamed!.Decode(archive.Key.DiskPath, archive.ToDictionary(file => file.Name));
        _fill.Run(wanted.Where(file => !file.Container.IsStreamed), Reader, cancellation);
    }

    /// <summary>Decodes one more than the limit foresaw; units are read one after another then.</summary>
    public void DecodeLate(SourceFile file)
    {
        _fill.Add(file, () => Reader.Open(file));
        _fill.Flush();
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
