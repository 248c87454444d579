using CsvHelper;

namespace HubertAsr.Training;

/// <summary>The utterances of a split that a run does not use, one a row as in <c>dropped.csv</c>: id, reason, detail.</summary>
internal sealed class LeftOutFile : IDisposable
{
    private readonly CsvWriter _rows;
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public LeftOutFile(string path)
    {
        _rows = CsvWriter.ToFile(path, new CsvWriterOptions { NewLine = "\n", WriteByteOrderMark = true });
        Write("id", "reason", "detail");
    }

    /// <summary>Rows by reason.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    public void Add(string id, Obstacle obstacle)
    {
        _counts[obstacle.Reason] = _counts.GetValueOrDefault(obstacle.Reason) + 1;
        Write(id, obstacle.Reason, obstacle.Arithmetic);
    }

    public void Dispose() => _rows.Dispose();

    private void Write(params string[] fields)
    {
        foreach (var field in fields) _rows.WriteField(field);
        _rows.EndRecord();
    }
}
