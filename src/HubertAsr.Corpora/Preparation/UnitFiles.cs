using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;

namespace HubertAsr.Corpora.Preparation;

/// <summary>The finished units of a preparation that is under way. The result file comes last: a unit that has one is whole.</summary>
internal sealed class UnitFiles(string folder)
{
    public const string ContentColumn = "~content";
    public const string WhereColumn = "~where";
    public const string FurtherColumn = "~further";
    public const string SoundColumn = "~sound";

    public string Folder => folder;

    public UnitResult? Result(int unit)
    {
        var path = PathOf(unit, "json");
        return File.Exists(path) ? JsonSerializer.Deserialize<UnitResult>(File.ReadAllBytes(path)) : null;
    }

    /// <summary>Starts a unit; rows go to disk as they come, whole only when the writer finishes.</summary>
    public UnitWriter Start(int unit) => new(PathOf(unit, "kept.csv"), PathOf(unit, "dropped.csv"), PathOf(unit, "json"));

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

    private string PathOf(int unit, string extension) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{unit:D7}.{extension}"));
}
