using HubertAsr.Evaluation.Files;

namespace HubertAsr.Cli.Sweeping;

/// <summary>The references of a sweep: of a manifest the rows of its split, of any other file all rows, those that have emissions.</summary>
internal static class SweepReferences
{
    /// <param name="path">Any file of references.</param>
    /// <param name="split">Taken of a file with a column <c>split</c>.</param>
    /// <param name="ids">Utterances with emissions.</param>
    /// <param name="source">Where the emissions come from.</param>
    /// <param name="terminal">Hears what is left out.</param>
    /// <exception cref="InvalidDataException">Emissions without a reference, or nothing is left.</exception>
    public static IReadOnlyList<TranscriptRow> Of(string path, string split, IReadOnlyList<string> ids, string source, Terminal terminal)
    {
        var table = TranscriptReader.ReadReferences(path);
        var known = table.Rows.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        string[] strangers = [.. ids.Where(id => !known.Contains(id))];
        if (strangers.Length > 0)
        {
            throw new InvalidDataException(
                $"{source}: {strangers.Length} of {ids.Count} utterances have no reference in {path}: {MatchedTranscripts.List(strangers)}; one each was expected. Do both belong to one set?");
        }

        var column = table.ColumnIndex("split");
        var wanted = table.Rows.Where(row => column < 0 || row.Fields[column] == split).ToList();
        if (wanted.Count == 0) throw new InvalidDataException($"{path}: no row with split {split}; rows to tune on were expected. Name another with --split.");
        var heard = ids.ToHashSet(StringComparer.Ordinal);
        string[] silent = [.. wanted.Where(row => !heard.Contains(row.Id)).Select(row => row.Id)];
        if (silent.Length == wanted.Count)
            throw new InvalidDataException($"{source}: no emissions of the {wanted.Count} references of {path}{(column < 0 ? "" : $" in split {split}")}; the same ids were expected.");
        if (silent.Length > 0) terminal.Say($"left out: {silent.Length} references without emissions: {MatchedTranscripts.List(silent)}");
        return [.. wanted.Where(row => heard.Contains(row.Id))];
    }
}
