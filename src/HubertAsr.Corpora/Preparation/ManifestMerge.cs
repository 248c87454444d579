using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Joins the finished units, in their order, into the files that the user gets, and accounts for every row.</summary>
internal sealed class ManifestMerge(IReadOnlyList<CorpusWork> works, string outFolder, IProgress<PreparationProgress>? progress)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    private readonly ReportFigures _figures = new();
    private readonly DropCount _drops = new();
    private readonly SplitCensus _census = new();
    private readonly SortedDictionary<string, long> _flags = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _foreign = new(StringComparer.Ordinal);
    private DoubleIds _doubles = new();
    private Suspicions? _suspicions;
    private long _labels;
    private long _matched;
    private long _found;
    private long _blankLines;
    private long _sharedSentences;
    private long _rowsToRead;
    private long _rowsRead;

    public PreparationReport Run(CancellationToken cancellation)
    {
        var furtherColumns = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var result in Results())
        {
            _labels += result.LabelRows;
            _matched += result.Matched;
            _found += result.LabelRows + result.FurtherRows;
            _blankLines += result.BlankLines;
            furtherColumns.UnionWith(result.FurtherColumns);
            foreach (var (flag, count) in result.Flags) _flags[flag] = _flags.GetValueOrDefault(flag) + count;
            foreach (var (character, count) in result.ForeignCharacters) _foreign[character] = _foreign.GetValueOrDefault(character) + count;
            // Once for the census, once for the manifest.
            _rowsToRead += 2 * result.Kept;
        }
        TakeCensus(cancellation);
        var manifestPath = Path.Combine(outFolder, "manifest.csv");
        var droppedPath = Path.Combine(outFolder, "dropped.csv");
        using var manifest = new ManifestWriter(manifestPath, furtherColumns);
        using var suspicions = new Suspicions(Path.Combine(outFolder, "suspects.csv"), _census);
        _suspicions = suspicions;
        using (var dropped = CsvWriter.ToFile(droppedPath + ".partial", ManifestFormat.WritingForPeople))
        {
            DroppedCsv.WriteHeader(dropped);
            foreach (var work in works) Merge(work, manifest, dropped, cancellation);
        }
        if (_found != _figures.Kept + _drops.Total)
            throw new InvalidOperationException($"found {_found} rows, but kept {_figures.Kept} and dropped {_drops.Total}: a row was lost on the way.");
        var report = Report(manifestPath);
        File.WriteAllText(Path.Combine(outFolder, "report.json.partial"), JsonSerializer.Serialize(report, _json) + "\n");
        File.Move(droppedPath + ".partial", droppedPath, overwrite: true);
        File.Move(Path.Combine(outFolder, "report.json.partial"), Path.Combine(outFolder, "report.json"), overwrite: true);
        suspicions.Commit();
        manifest.Commit();
        return report;
    }

    private IEnumerable<UnitResult> Results()
    {
        foreach (var work in works)
            for (var unit = 0; unit < work.Scan.Units.Count; unit++) yield return work.Files.Result(unit)!;
    }

    private void TakeCensus(CancellationToken cancellation)
    {
        foreach (var work in works)
        {
            for (var unit = 0; unit < work.Scan.Units.Count; unit++)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var row in work.Files.Kept(unit)) _census.Add(row);
                Tell(work, unit);
            }
        }
        _census.Finish();
        _doubles = DoubleIds.In(works, _census);
    }

    private void Merge(CorpusWork work, ManifestWriter manifest, CsvWriter dropped, CancellationToken cancellation)
    {
        void Drop(DroppedRow row)
        {
            DroppedCsv.Write(dropped, row);
            _drops.Add(row);
        }

        foreach (var fault in work.Scan.Catalog.Faults)
        {
            _found++;
            Drop(new DroppedRow("", fault.Where, fault.Reason, fault.Detail));
        }
        for (var unit = 0; unit < work.Scan.Units.Count; unit++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var row in work.Files.Dropped(unit)) Drop(row);
            foreach (var row in work.Files.Kept(unit))
            {
                if (Overlap(work, row) is { } overlap) Drop(overlap);
                else Keep(row, manifest);
            }
            Tell(work, unit);
        }
        if (work.Plan.Options.Limit is not null) return;
        foreach (var ordinal in work.Scan.Index.Unused())
        {
            var file = work.Scan.Catalog.Read(work.Scan.Catalog.Audio[ordinal]);
            _found++;
            Drop(new DroppedRow(file.Stem, file.Where, DropReasons.NoLabel, "no label names this audio; is its label archive downloaded?"));
        }
    }

    private void Tell(CorpusWork work, int unit)
    {
        _rowsRead += work.Files.Result(unit)!.Kept;
        progress?.Report(new PreparationProgress("manifest", _rowsRead, _rowsToRead));
    }

    private void Keep(KeptRow row, ManifestWriter manifest)
    {
        var utterance = row.Utterance;
        _suspicions!.Look(row);
        if (_census.SharesSentence(utterance)) _sharedSentences++;
        _figures.Add(utterance);
        manifest.Write(utterance);
    }

    private DroppedRow? Overlap(CorpusWork work, KeptRow row)
    {
        var utterance = row.Utterance;
        if (_census.MayBeDouble(utterance) && _doubles.Judge(row) is { } detail) return new DroppedRow(utterance.Id, row.Where, DropReasons.DuplicateStem, detail);
        if (work.Plan.Options.Disjoint.Contains("speaker") && _census.SharesSpeaker(utterance))
            return new DroppedRow(utterance.Id, row.Where, DropReasons.SplitOverlap, $"speaker {utterance.Speaker} is also in another split");
        if (work.Plan.Options.Disjoint.Contains("sentence") && _census.SharesSentence(utterance))
            return new DroppedRow(utterance.Id, row.Where, DropReasons.SplitOverlap, "the sentence is also in dev or test");
        return null;
    }

    private PreparationReport Report(string manifestPath) => _figures.Complete(new PreparationReport
    {
        ManifestPath = manifestPath,
        AudioFiles = works.Sum(work => (long)work.Scan.Catalog.Audio.Count),
        Labels = _labels,
        Matched = _matched,
        Found = _found,
        Dropped = _drops.Total,
        BlankLines = _blankLines,
        DroppedByReason = _drops.Figures,
        Flags = _flags,
        ForeignCharacters = _foreign,
        Suspects = _suspicions!.Counts,
        Recognised = [.. works.SelectMany(work => work.Scan.Reasons)],
        SpeakersInSeveralSplits = _census.SpeakersInSeveralSplits,
        SharedSentences = _sharedSentences,
    });
}
