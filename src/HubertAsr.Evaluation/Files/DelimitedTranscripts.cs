using System.Text;
using CsvHelper;

namespace HubertAsr.Evaluation.Files;

/// <summary>Rows as they stand in a file, and the names of its columns.</summary>
internal sealed record TranscriptSource(IReadOnlyList<string> Columns, IEnumerable<TranscriptRow> Rows);

/// <summary>TSV (no quoting) and CSV (RFC 4180) with a header.</summary>
internal static class DelimitedTranscripts
{
    private static readonly string[] _idColumns = ["id", "utterance_id", "utt_id", "utt", "key", "uttid"];

    /// <summary>A .csv always has a header; any other file has one when its first line names an id column.</summary>
    public static bool IsHeader(string path, string firstLine) =>
        Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) || (Find(Names(firstLine), _idColumns) >= 0 && Names(firstLine).Length > 1);

    public static TranscriptSource Open(string path, string firstLine, string[] textColumns)
    {
        var columns = Names(firstLine);
        var id = Column(path, columns, _idColumns);
        var text = Column(path, columns, textColumns);
        return new TranscriptSource(columns, Rows(path, firstLine, columns, id, text));
    }

    private static IEnumerable<TranscriptRow> Rows(string path, string firstLine, string[] columns, int id, int text)
    {
        using var csv = CsvReader.Create(StrictText.Open(path), Reading(firstLine), leaveOpen: false);
        while (Advance(path, csv))
        {
            if (csv.FieldCount != columns.Length)
                throw new InvalidDataException($"{path}:{csv.LineNumber}: {csv.FieldCount} fields; {columns.Length} were expected, as in the header. Is the line cut off, or a separator inside a text?");
            var fields = new string[csv.FieldCount];
            for (var index = 0; index < fields.Length; index++) fields[index] = csv.GetString(index);
            yield return new TranscriptRow(fields[id].Trim(), fields[text], csv.LineNumber) { Fields = fields };
        }
    }

    private static bool Advance(string path, CsvReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{path}:{error.LineNumber}: {error.Message} Quote the whole field and double the quotes inside it.", error);
        }
    }

    private static CsvReaderOptions Reading(string firstLine) => new()
    {
        Separator = Separator(firstLine),
        Mode = Separator(firstLine) == '\t' ? CsvMode.NoEscape : CsvMode.Rfc4180,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        DetectSeparatorHint = false,
    };

    private static char Separator(string firstLine) => firstLine.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';

    private static string[] Names(string firstLine) =>
        [.. firstLine.Split(Separator(firstLine)).Select(name => name.Trim().Trim('"').Normalize(NormalizationForm.FormC))];

    private static int Column(string path, string[] columns, string[] names) => Find(columns, names) is var index and >= 0
        ? index
        : throw new InvalidDataException($"{path}:1: no column '{names[0]}' among '{string.Join(", ", columns)}'; one of {string.Join(", ", names)} was expected. Add it to the header.");

    private static int Find(string[] columns, string[] names) =>
        names.Select(name => Array.FindIndex(columns, column => column.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(index => index >= 0, -1);
}
