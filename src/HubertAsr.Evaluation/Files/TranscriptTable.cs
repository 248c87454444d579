namespace HubertAsr.Evaluation.Files;

/// <summary>One row of a scoring file: its 1-based line, and the fields of its other columns.</summary>
public sealed record TranscriptRow(string Id, string Text, long Line)
{
    /// <summary>In the order of <see cref="TranscriptTable.Columns"/>; empty when the file has no header.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
}

/// <summary>Transcripts by id, in the file's order, as <see cref="TranscriptReader"/> found them.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Columns">Header names, or none for files without a header.</param>
/// <param name="Rows">Ids and texts are NFC; an id appears once.</param>
/// <param name="DecomposedCount">Rows whose text was not NFC in the file.</param>
public sealed record TranscriptTable(string Path, IReadOnlyList<string> Columns, IReadOnlyList<TranscriptRow> Rows, int DecomposedCount)
{
    /// <summary>The position of a column, names compared without case; −1 when there is none.</summary>
    public int ColumnIndex(string name)
    {
        for (var index = 0; index < Columns.Count; index++)
        {
            if (Columns[index].Equals(name, StringComparison.OrdinalIgnoreCase)) return index;
        }

        return -1;
    }
}
