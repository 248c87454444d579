using CsvHelper;

namespace HubertAsr.Corpora;

/// <summary>
/// Writes a manifest beside its final name and moves it there on <see cref="Commit"/>, so that a kill at any instant leaves the old file
/// or the new one. Disposing without a commit leaves nothing.
/// </summary>
public sealed class ManifestWriter : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly string[] _further;
    private readonly CsvWriter _csv;
    private bool _finished;

    /// <param name="path">The manifest's final name; its folder must exist.</param>
    /// <param name="furtherColumns">Columns after ours, filled from <see cref="Utterance.Further"/>, empty where a row has none.</param>
    public ManifestWriter(string path, IEnumerable<string>? furtherColumns = null)
    {
        _path = path;
        _temporaryPath = path + ".partial";
        _further = furtherColumns?.ToArray() ?? [];
        _csv = CsvWriter.ToFile(_temporaryPath, ManifestFormat.Writing);
        WriteRow(ManifestColumns.Known.Concat(_further));
    }

    /// <summary>How many utterances were written.</summary>
    public long Count { get; private set; }

    public void Write(Utterance utterance)
    {
        WriteRow(ManifestColumns.Values(utterance).Concat(_further.Select(column => utterance.Further.GetValueOrDefault(column, ""))));
        Count++;
    }

    /// <summary>Puts the finished manifest in its place.</summary>
    public void Commit()
    {
        _csv.Dispose();
        _finished = true;
        File.Move(_temporaryPath, _path, overwrite: true);
    }

    public void Dispose()
    {
        if (_finished) return;
        _finished = true;
        _csv.Dispose();
        File.Delete(_temporaryPath);
    }

    private void WriteRow(IEnumerable<string> fields)
    {
        foreach (var field in fields) _csv.WriteField(field);
        _csv.EndRecord();
    }
}
