using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Writes the rows of one unit; a list of a million utterances is one unit, so none is held.</summary>
internal sealed class UnitWriter : IDisposable
{
    private readonly ManifestWriter _kept;
    private readonly CsvWriter _dropped;
    private readonly string _resultPath;

    public UnitWriter(string keptPath, string droppedPath, string resultPath)
    {
        _resultPath = resultPath;
        _kept = new ManifestWriter(keptPath, [UnitFiles.ContentColumn, UnitFiles.WhereColumn, UnitFiles.FurtherColumn, UnitFiles.SoundColumn]);
        _dropped = CsvWriter.ToFile(droppedPath, ManifestFormat.Writing);
    }

    public long Kept => _kept.Count;

    public long Dropped { get; private set; }

    public void Write(KeptRow row) => _kept.Write(row.Utterance with
    {
        Further = new Dictionary<string, string>
        {
            [UnitFiles.ContentColumn] = row.Content,
            [UnitFiles.WhereColumn] = row.Where,
            [UnitFiles.SoundColumn] = row.Sound?.ToString("x16", CultureInfo.InvariantCulture) ?? "",
            [UnitFiles.FurtherColumn] = row.Utterance.Further.Count == 0 ? "" : JsonSerializer.Serialize(row.Utterance.Further),
        },
    });

    public void Write(DroppedRow row)
    {
        DroppedCsv.Write(_dropped, row);
        Dropped++;
    }

    /// <summary>Makes the unit a finished one.</summary>
    public void Finish(UnitResult result)
    {
        _kept.Commit();
        _dropped.Dispose();
        var partial = _resultPath + ".partial";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(result));
        File.Move(partial, _resultPath, overwrite: true);
    }

    public void Dispose()
    {
        _kept.Dispose();
        _dropped.Dispose();
    }
}
