using System.Text.Json;
using CsvHelper;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// CSV, TSV or JSON Lines with a column of audio paths and one of transcripts; Hugging Face's `audiofolder` (metadata.csv, file_name) is one of them.
/// Columns that we do not know pass through.
/// </summary>
internal sealed class TableFamily : CorpusFamily
{
    private static readonly string[] _audio = ["audio", "file_name", "audio_filepath", "path", "wav", "filename", "file"];
    private static readonly string[] _text = ["text", "transcription", "transcript", "sentence"];

    public override string Name => "table";

    public override IReadOnlyList<string> Aliases => ["csv", "tsv", "jsonl", "audiofolder", "plain"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => Path.GetExtension(treePath).ToUpperInvariant() is ".CSV" or ".TSV" or ".JSONL";

    public override string? Recognise(LabelFile label)
    {
        var first = Rows(label).Select(row => row.Row).FirstOrDefault(row => row is not null);
        if (first is null) return null;
        return AudioColumn(label, first) is { } audio && TextColumn(label, first) is { } text ? $"columns {audio} and {text}" : null;
    }

    public override IEnumerable<string> AudioKeys(SourceFile audio) => PlainPaths.AudioKeys(audio);

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var isFirst = true;
        foreach (var (line, row) in Rows(label))
        {
            var fault = row is null ? "no JSON object" : Missing(label, row);
            if (fault is null) yield return ToRow(label, line, row!);
            // The first row stands for the header: without its columns it is no such table.
            else if (isFirst && row is not null) throw new LabelFormatException(DropReasons.UnknownLabel, fault);
            else yield return new LabelRow { Id = $"{label.File.Stem}-{line}", AudioKeys = [], Line = (int)line, DropReason = DropReasons.UnknownLabel, DropDetail = fault };
            isFirst = isFirst && row is null;
        }
    }

    private static string? Missing(LabelFile label, Dictionary<string, string> row)
    {
        if (AudioColumn(label, row) is null) return $"no column of audio among {string.Join(", ", row.Keys)}; name it with --audio-key";
        return TextColumn(label, row) is null ? $"no column of transcripts among {string.Join(", ", row.Keys)}; name it with --text-key" : null;
    }

    private static LabelRow ToRow(LabelFile label, long line, Dictionary<string, string> row)
    {
        var (audio, text) = (AudioColumn(label, row)!, TextColumn(label, row)!);
        string Take(params string[] names) => names.Select(name => row.GetValueOrDefault(name, "")).FirstOrDefault(value => value.Length > 0) ?? "";
        var (start, end) = (row.GetValueOrDefault(label.Options.StartKey ?? "start", ""), row.GetValueOrDefault(label.Options.EndKey ?? "end"));
        (double, double)? times = JsonLabels.SecondsOf(start) is { } from && JsonLabels.SecondsOf(end) is { } to ? (from, to) : null;
        // Without both columns, or with both empty, the utterance is the whole file.
        var isUntimed = times is null && end is not null && start.Length + end.Length > 0;
        var id = Take("id", "utt_id") is { Length: > 0 } own ? own : PlainPaths.IdOf(row[audio]) + (times is null ? "" : $"-{line}");
        var speaker = Take("speaker", "speaker_id", "client_id");
        string[] known = [audio, text, .. ManifestColumns.Known, "utt_id", "speaker_id", "client_id", "gender", label.Options.StartKey ?? "start", label.Options.EndKey ?? "end"];
        return new LabelRow
        {
            Id = id,
            AudioKeys = PlainPaths.KeysOf(label.File, row[audio]),
            Raw = row[text],
            Subset = Take("subset"),
            Split = PlainPaths.SplitNamed(Take("split")) is { Length: > 0 } split ? split : PlainPaths.SplitOf(label.File),
            Speaker = speaker,
            SplitUnit = speaker.Length > 0 ? speaker : id,
            Sex = JsonLabels.Sex(Take("sex", "gender")),
            Age = Take("age"),
            Region = Take("region"),
            Device = Take("device"),
            Times = times,
            DropReason = isUntimed ? DropReasons.Times : null,
            DropDetail = isUntimed ? $"start '{start}', end '{end}'; expected seconds, with a point" : "",
            Line = (int)line,
            Further = row.Where(column => !known.Contains(column.Key)).ToDictionary(),
        };
    }

    private static string? AudioColumn(LabelFile label, Dictionary<string, string> row) =>
        (label.Options.AudioKey is { } key ? [key] : _audio).FirstOrDefault(row.ContainsKey);

    private static string? TextColumn(LabelFile label, Dictionary<string, string> row)
    {
        var keys = label.Options.TextKeys.Length > 0 ? label.Options.TextKeys : _text;
        return keys.FirstOrDefault(key => row.GetValueOrDefault(key, "").Length > 0) ?? keys.FirstOrDefault(row.ContainsKey);
    }

    /// <summary>The rows with their lines; null for a line that is none.</summary>
    private static IEnumerable<(long Line, Dictionary<string, string>? Row)> Rows(LabelFile label) =>
        label.File.Name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? JsonRows(label) : CsvRows(label);

    private static IEnumerable<(long Line, Dictionary<string, string>? Row)> CsvRows(LabelFile label)
    {
        using var csv = CsvReader.Create(label.OpenText(), new CsvReaderOptions { TrackLineNumbers = true }, leaveOpen: false);
        while (csv.Read())
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var column = 0; column < csv.Headers.Count; column++) row[csv.Headers[column]] = column < csv.FieldCount ? csv.GetString(column) : "";
            yield return (csv.LineNumber, row);
        }
    }

    private static IEnumerable<(long Line, Dictionary<string, string>? Row)> JsonRows(LabelFile label)
    {
        foreach (var (number, line) in label.ReadLines())
        {
            yield return (number, JsonRow(line));
        }
    }

    private static Dictionary<string, string>? JsonRow(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(JsonLabels.WithWholeCharacters(line));
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            // Of a key that stands twice the last value counts, as everywhere in JSON.
            foreach (var property in json.RootElement.EnumerateObject()) row[property.Name] = json.RootElement.Text(property.Name);
            return row;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
