using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace HubertAsr.Corpora.Preparation;

/// <summary>The finished units of a preparation that is under way. The result file comes last: a unit that has one is whole.</summary>
internal sealed class UnitFiles(string folder)
{
    private const string ContentColumn = "~content";
    private const string WhereColumn = "~where";
    private const string FurtherColumn = "~further";
    private const string SoundColumn = "~sound";

    public string Folder => folder;

    public UnitResult? Result(int unit)
    {
        var path = PathOf(unit, "json");
        return File.Exists(path) ? JsonSerializer.Deserialize<UnitResult>(File.ReadAllBytes(path)) : null;
    }

    public void Write(int unit, IEnumerable<KeptRow> kept, IEnumerable<DroppedRow> dropped, UnitResult result)
    {
        using (var manifest = new ManifestWriter(PathOf(unit, "kept.csv"), [ContentColumn, WhereColumn, FurtherColumn, SoundColumn]))
        {
            foreach (var row in kept) manifest.Write(WithPrivateColumns(row));
            manifest.Commit();
        }
        using (var csv = CsvWriter.ToFile(PathOf(unit, "dropped.csv"), ManifestFormat.Writing))
            foreach (var row in dropped) DroppedCsv.Write(csv, row);
        var partial = PathOf(unit, "json") + ".partial";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(result));
        File.Move(partial, PathOf(unit, "json"), overwrite: true);
    }

    public IEnumerable<KeptRow> Kept(int unit)
    {
        foreach (var row in Manifest.Read(PathOf(unit, "kept.csv")))
        {
            var further = row.Further[FurtherColumn];
            var utterance = row with
            {
                Further = further.Length == 0 ? ReadOnlyDictionary<string, string>.Empty : JsonSerializer.Deserialize<Dictionary<string, string>>(further)!,
            };
            var sound = ulong.TryParse(row.Further[SoundColumn], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : (ulong?)null;
            yield return new KeptRow(utterance, row.Further[ContentColumn], row.Further[WhereColumn], sound);
        }
    }

    public IEnumerable<DroppedRow> Dropped(int unit) => DroppedCsv.Read(PathOf(unit, "dropped.csv"), hasHeader: false);

    private static Utterance WithPrivateColumns(KeptRow row) => row.Utterance with
    {
        Further = new Dictionary<string, string>
        {
            [ContentColumn] = row.Content,
            [WhereColumn] = row.Where,
            [SoundColumn] = row.Sound?.ToString("x16", CultureInfo.InvariantCulture) ?? "",
            [FurtherColumn] = row.Utterance.Further.Count == 0 ? "" : JsonSerializer.Serialize(row.Utterance.Further),
        },
    };

    private string PathOf(int unit, string extension) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{unit:D7}.{extension}"));
}
