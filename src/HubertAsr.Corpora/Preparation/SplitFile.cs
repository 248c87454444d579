using System.Text;
using CsvHelper;

namespace HubertAsr.Corpora.Preparation;

/// <summary>The user's own splits: CSV or TSV with a header, columns `split` and `id` or `speaker`.</summary>
internal sealed record SplitFile(IReadOnlyDictionary<string, string> ById, IReadOnlyDictionary<string, string> BySpeaker)
{
    public static SplitFile None { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Columns are missing or a split is none; the message names the line.</exception>
    public static SplitFile Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: no such file of splits. It is CSV or TSV with columns `split` and `id` or `speaker`.", path);
        using var csv = CsvReader.Create(new StreamReader(path, Encoding.UTF8), new CsvReaderOptions { TrackLineNumbers = true }, leaveOpen: false);
        var (byId, bySpeaker) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        if (!csv.TryGetFieldIndex("split", out var splitColumn)) throw Columns(path, csv);
        var hasId = csv.TryGetFieldIndex("id", out var idColumn);
        if (!csv.TryGetFieldIndex("speaker", out var speakerColumn) && !hasId) throw Columns(path, csv);
        while (csv.Read())
        {
            var split = csv.GetString(splitColumn);
            if (split is not (SplitPlan.Train or SplitPlan.Dev or SplitPlan.Test))
                throw new InvalidDataException($"{path}:{csv.LineNumber}: split '{split}'; expected train, dev or test.");
            (hasId ? byId : bySpeaker)[csv.GetString(hasId ? idColumn : speakerColumn)] = split;
        }
        return new SplitFile(byId, bySpeaker);
    }

    private static InvalidDataException Columns(string path, CsvReader csv) =>
        new($"{path}:1: columns {string.Join(", ", csv.Headers)}; expected `split` and `id` or `speaker`.");
}
