using HubertAsr.Corpora.Families;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Decides which family each folder and archive of labels belongs to, and cuts the labels into units of work.</summary>
internal sealed class FamilyAssignment(Catalog catalog, SourceReader reader, CorpusOptions options)
{
    private const int ProbesAContainer = 5;
    private const int FilesAUnit = 2048;
    private const long BytesAUnit = 16 << 20;
    private readonly SortedDictionary<string, (CorpusFamily Family, int Containers)> _because = new(StringComparer.Ordinal);

    /// <summary>Label files that no family claims, with the reason.</summary>
    public List<SourceFault> Unknown { get; } = [];

    /// <summary>For every family found: in how many folders and archives, and by what it was recognised.</summary>
    public IReadOnlyList<string> Reasons =>
        [.. _because.Select(reason => $"{reason.Value.Family.Name}: {reason.Key} in {reason.Value.Containers} folder(s) and archive(s)")];

    /// <summary>The families found, each once.</summary>
    public IReadOnlyList<CorpusFamily> Families => [.. _because.Values.Select(reason => reason.Family).Distinct()];

    /// <summary>The units in the order of the scan.</summary>
    public IReadOnlyList<LabelUnit> Assign()
    {
        var units = new List<LabelUnit>();
        var places = Places();
        for (var start = 0; start < places.Count;)
        {
            var container = catalog.Read(places[start]).Container;
            var end = start + 1;
            while (end < places.Count && ReferenceEquals(catalog.Read(places[end]).Container, container)) end++;
            AddUnits(units, places[start..end]);
            start = end;
        }
        return units;
    }

    /// <summary>The labels; of a family that has none, the audio.</summary>
    private List<long> Places()
    {
        if (options.Family == "auto" || CorpusFamilies.Named(options.Family).IsTranscribed) return catalog.Labels;
        catalog.OtherFiles += catalog.Labels.Count;
        return catalog.Audio;
    }

    private void AddUnits(List<LabelUnit> units, List<long> places)
    {
        var family = options.Family == "auto" ? Probe(places) : Named(places);
        if (family is null) return;
        var pending = new List<long>();
        long bytes = 0;
        foreach (var place in places)
        {
            var file = catalog.Read(place);
            if (!family.MayBeLabel(file.TreePath))
            {
                catalog.OtherFiles++;
                continue;
            }
            pending.Add(place);
            bytes += file.Length;
            if (pending.Count < FilesAUnit && bytes < BytesAUnit) continue;
            units.Add(new LabelUnit(family, pending));
            (pending, bytes) = ([], 0);
        }
        if (pending.Count > 0) units.Add(new LabelUnit(family, pending));
    }

    private CorpusFamily? Named(List<long> places)
    {
        var family = CorpusFamilies.Named(options.Family);
        if (!places.Any(place => family.MayBeLabel(catalog.Read(place).TreePath)))
        {
            catalog.OtherFiles += places.Count;
            return null;
        }
        Count(family, "named by you");
        return family;
    }

    /// <summary>A vote among files of the container, spread over it: stray files exist.</summary>
    private CorpusFamily? Probe(List<long> places)
    {
        var votes = new Dictionary<CorpusFamily, (int Count, string Reason)>();
        string unknown = "";
        var step = Math.Max(1, places.Count / ProbesAContainer);
        for (var index = 0; index < places.Count; index += step)
        {
            // What lies beside labels (a .srt of a JSON's name) tells nothing; its neighbour may.
            if ((Recognise(places[index], ref unknown) ?? Recognise(places[Math.Min(index + 1, places.Count - 1)], ref unknown)) is not { } recognised) continue;
            votes[recognised.Family] = (votes.GetValueOrDefault(recognised.Family).Count + 1, recognised.Reason);
        }
        if (votes.Count == 0)
        {
            if (unknown.Length > 0)
                Unknown.Add(new SourceFault(catalog.Read(places[0]).Container.Where(""), DropReasons.UnknownLabel, $"{places.Count} label file(s) of no family we know: {unknown}"));
            catalog.OtherFiles += places.Count;
            return null;
        }
        var (winner, vote) = votes.OrderByDescending(entry => entry.Value.Count).ThenBy(entry => entry.Key.Name, StringComparer.Ordinal).First();
        Count(winner, vote.Reason);
        return winner;
    }

    private (CorpusFamily Family, string Reason)? Recognise(long place, ref string unknown)
    {
        var file = catalog.Read(place);
        foreach (var family in CorpusFamilies.All.Where(family => family.MayBeLabel(file.TreePath)))
        {
            try
            {
                if (family.Recognise(new LabelFile(file, reader, options)) is { } reason) return (family, reason);
                unknown = $"{file.Name}{Keys(new LabelFile(file, reader, options))}";
            }
            catch (Exception error) when (error is LabelFormatException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                unknown = $"{file.Name}: {error.Message}";
            }
        }
        return null;
    }

    /// <summary>What a JSON that nobody knows holds, so that the user can name its keys.</summary>
    private static string Keys(LabelFile label)
    {
        if (!label.File.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return " is not what its name says";
        using var json = label.ReadJson();
        return $" has top-level keys {JsonLabels.TopLevelKeys(json.RootElement)}; name yours with --text-key";
    }

    private void Count(CorpusFamily family, string reason) =>
        _because[reason] = (family, _because.GetValueOrDefault(reason).Containers + 1);
}
