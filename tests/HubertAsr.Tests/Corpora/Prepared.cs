using HubertAsr.Corpora;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Text;

namespace HubertAsr.Tests.Corpora;

/// <summary>A finished preparation of what lies in a folder's `in`, and what it wrote to `out`.</summary>
internal sealed class Prepared
{
    private readonly string _out;

    private Prepared(string outFolder, PreparationReport report)
    {
        _out = outFolder;
        Report = report;
    }

    public PreparationReport Report { get; }

    public string ManifestPath => Path.Combine(_out, "manifest.csv");

    public IReadOnlyList<Utterance> Rows => [.. Manifest.Read(ManifestPath)];

    public IReadOnlyDictionary<string, Utterance> ById => Rows.ToDictionary(row => row.Id);

    public IReadOnlyList<DroppedRow> Dropped => [.. DroppedCsv.Read(Path.Combine(_out, "dropped.csv"), hasHeader: true)];

    /// <summary>Last characters of the id, and the reason.</summary>
    public IReadOnlyList<(string Id, string Reason)> Reasons => [.. Dropped.Select(row => (row.Id, row.Reason))];

    public static Prepared From(TemporaryFolder folder, CorpusOptions? options = null, string mode = "spelling", int threads = 2, List<string>? notes = null)
    {
        var outFolder = folder.File("out");
        var report = new CorpusPreparation(new PreparationRequest
        {
            Corpora = [(options ?? new CorpusOptions()) with { Sources = [folder.File("in")] }],
            Text = new NormalizationOptions { Mode = mode },
            OutFolder = outFolder,
            Threads = threads,
            Progress = new Notes(notes ?? []),
        }).Run(TestContext.Current.CancellationToken);
        Assert.Equal(report.Found, report.Kept + report.Dropped);
        return new Prepared(outFolder, report);
    }

    private sealed class Notes(List<string> notes) : IProgress<PreparationProgress>
    {
        public void Report(PreparationProgress value)
        {
            lock (notes)
                if (value.Note is { } note) notes.Add(note);
        }
    }
}
