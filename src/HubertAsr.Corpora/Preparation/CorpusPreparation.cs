using System.Security.Cryptography;
using System.Text.Json;
using HubertAsr.Corpora.Caching;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora;

/// <summary>
/// Corpora as delivered into one manifest. Labels stream through in units; a unit that is finished stays finished when the program is killed, and the
/// same sources and options give the same bytes, however many threads read them.
/// </summary>
public sealed class CorpusPreparation(PreparationRequest request)
{
    /// <summary>Raised when the same sources and options would give other rows.</summary>
    private const int RowsVersion = 4;

    /// <summary>Reads the sources and writes `manifest.csv`, `dropped.csv` and `report.json`.</summary>
    /// <exception cref="ArgumentException">An option has no such value.</exception>
    /// <exception cref="FileNotFoundException">A source is not there.</exception>
    /// <exception cref="InvalidDataException">The sources hold no corpus, or nothing of it can be kept.</exception>
    public PreparationReport Run(CancellationToken cancellation = default)
    {
        Check();
        var outFolder = Path.GetFullPath(request.OutFolder);
        Make(outFolder);
        using var cache = new PcmCache(outFolder);
        var fill = new CacheFill(cache, request.Threads, request.Progress);
        var scans = new List<CorpusScan>();
        try
        {
            foreach (var corpus in request.Corpora)
            {
                request.Progress?.Report(new PreparationProgress("scan", 0, 0));
                scans.Add(new CorpusScan(corpus, outFolder, cache, fill, cancellation));
            }
            foreach (var scan in scans) CorpusPresence.Check(scan);
            foreach (var scan in scans) scan.FillCache(cancellation);
            var works = Plan(scans, outFolder, cache);
            RunUnits(works, cancellation);
            var report = new ManifestMerge(works, outFolder, request.Progress).Run(cancellation);
            Directory.Delete(WorkFolder(outFolder), recursive: true);
            return report.Kept > 0 ? report : throw Empty(report, outFolder);
        }
        finally
        {
            foreach (var scan in scans) scan.Dispose();
        }
    }

    private static void Make(string outFolder)
    {
        try
        {
            Directory.CreateDirectory(outFolder);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"{outFolder}: no permission to write there. Name another folder with --out.", error);
        }
    }

    private void Check()
    {
        if (request.Corpora.Count == 0) throw new ArgumentException("no corpus; give at least one source.");
        foreach (var corpus in request.Corpora)
        {
            if (corpus.Sources.Length == 0) throw new ArgumentException("no source; give the folders and archives of the corpus.");
            if (corpus.Family != "auto") Families.CorpusFamilies.Named(corpus.Family);
        }
    }

    private List<CorpusWork> Plan(List<CorpusScan> scans, string outFolder, PcmCache cache)
    {
        var names = scans.SelectMany(scan => scan.Families.Select(family => scan.Options.Name.Length > 0 ? scan.Options.Name : family.Name)).Distinct();
        var isMixture = names.Count() > 1;
        var root = WorkFolder(outFolder);
        var works = new List<CorpusWork>();
        foreach (var scan in scans)
        {
            var folder = Path.Combine(root, $"{works.Count}-{Fingerprint(scan, isMixture)}");
            Directory.CreateDirectory(folder);
            works.Add(new CorpusWork(scan, new PreparationPlan(scan.Options, request.Text, Splits(scan), outFolder, isMixture), new UnitFiles(folder), cache));
        }
        foreach (var stale in Directory.GetDirectories(root).Except(works.Select(work => work.Files.Folder))) Directory.Delete(stale, recursive: true);
        return works;
    }

    private static SplitPlan Splits(CorpusScan scan)
    {
        var file = scan.Options.Split is { } path ? SplitFile.Read(path) : SplitFile.None;
        var plan = new SplitPlan(scan.Options.Dev ?? 0, new HashSet<string>(), file.ById, file.BySpeaker);
        return scan.Options.DevSpeakers is { } count ? plan with { DevUnits = SpeakerCensus.LowestHashes(scan, plan, count) } : plan;
    }

    private void RunUnits(IReadOnlyList<CorpusWork> works, CancellationToken cancellation)
    {
        var total = works.Sum(work => work.Scan.Units.Sum(unit => (long)unit.Labels.Count));
        var done = 0L;
        foreach (var work in works)
        {
            var remaining = work.Plan.Options.Limit ?? long.MaxValue;
            void Run(int unit)
            {
                var result = work.Files.Result(unit) ?? Work(work, unit, Volatile.Read(ref remaining), cancellation);
                Interlocked.Add(ref remaining, -result.Kept);
                foreach (var ordinal in result.ClaimedAudio) work.Scan.Index.MarkUsed(ordinal);
                request.Progress?.Report(new PreparationProgress("labels", Interlocked.Add(ref done, work.Scan.Units[unit].Labels.Count), total));
            }

            // A limit is reached in the order of the scan, so the units are read in it.
            if (work.Plan.Options.Limit is not null)
                for (var unit = 0; unit < work.Scan.Units.Count; unit++) Run(unit);
            else
                Parallel.For(0, work.Scan.Units.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.Threads), CancellationToken = cancellation }, Run);
        }
    }

    private static UnitResult Work(CorpusWork work, int unit, long mostKept, CancellationToken cancellation)
    {
        using var rows = work.Files.Start(unit);
        return new UnitWorker(work, rows, cancellation).Run(unit, mostKept);
    }

    private string Fingerprint(CorpusScan scan, bool isMixture)
    {
        var splitFile = scan.Options.Split is { } path && File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "";
        var all = JsonSerializer.SerializeToUtf8Bytes(new { RowsVersion, isMixture, scan.Fingerprint, scan.Options, request.Text, splitFile });
        return Convert.ToHexStringLower(SHA256.HashData(all))[..16];
    }

    private static string WorkFolder(string outFolder) => Path.Combine(outFolder, ".prepare");

    private static InvalidDataException Empty(PreparationReport report, string outFolder)
    {
        var reasons = string.Join(", ", report.DroppedByReason.OrderByDescending(reason => reason.Value.Count).Select(reason => $"{reason.Key} {reason.Value.Count}"));
        return new InvalidDataException($"empty corpus: {report.Labels} utterances found, none kept ({reasons}). {Path.Combine(outFolder, "dropped.csv")} says why for each.");
    }
}
