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
        var first = Rows(label).FirstOrDefault().Row;
        if (first is null) return null;
        return AudioColumn(label, first) is { } audio && TextColumn(label, first) is { } text ? $"columns {audio} and {text}" : null;
    }

    public override IEnumerable<string> AudioKeys(SourceFile audio) => PlainPaths.AudioKeys(audio);

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        foreach (var (line, row) in Rows(label)) yield return ToRow(label, line, row);
    }

    private static LabelRow ToRow(LabelFile label, long line, Dictionary<string, string> row)
    {
        var audio = AudioColumn(label, row) ?? throw new LabelFormatException(DropReasons.UnknownLabel, $"no column of audio among {string.Join(", ", row.Keys)}; name it with --audio-key");
        var text = TextColumn(label, row) ?? throw new LabelFormatException(DropReasons.UnknownLabel, $"no column of transcripts among {string.Join(", ", row.Keys)}; name it with --text-key");
        string Take(params string[] names) => names.Select(name => row.GetValueOrDefault(name, "")).FirstOrDefault(value => value.Length > 0) ?? "";
        var times = Times(label.Options, row);
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
            Line = (int)line,
            Further = row.Where(column => !known.Contains(column.Key)).ToDictionary(),
        };
    }

    private static (double, double)? Times(CorpusOptions options, Dictionary<string, string> row)
    {
        static double? Seconds(string? text) =>
            double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
        return Seconds(row.GetValueOrDefault(options.StartKey ?? "start")) is { } start && Seconds(row.GetValueOrDefault(options.EndKey ?? "end")) is { } end ? (start, end) : null;
    }

    private static string? AudioColumn(LabelFile label, Dictionary<string, string> row) =>
        (label.Options.AudioKey is { } key ? [key] : _audio).FirstOrDefault(row.ContainsKey);

    private static string? TextColumn(LabelFile label, Dictionary<string, string> row)
    {
        var keys = label.Options.TextKeys.Length > 0 ? label.Options.TextKeys : _text;
        return keys.FirstOrDefault(key => row.GetValueOrDefault(key, "").Length > 0) ?? keys.FirstOrDefault(row.ContainsKey);
    }

    private static IEnumerable<(long Line, Dictionary<string, string> Row)> Rows(LabelFile label) =>
        label.File.Name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? JsonRows(label) : CsvRows(label);

    private static IEnumerable<(long Line, Dictionary<string, string> Row)> CsvRows(LabelFile label)
    {
        using var csv = CsvReader.Create(label.OpenText(), new CsvReaderOptions { TrackLineNumbers = true }, leaveOpen: false);
        while (csv.Read())
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var column = 0; column < Math.Min(csv.FieldCount, csv.Headers.Count); column++) row[csv.Headers[column]] = csv.GetString(column);
            yield return (csv.LineNumber, row);
        }
    }

    private static IEnumerable<(long Line, Dictionary<string, string> Row)> JsonRows(LabelFile label)
    {
        foreach (var (number, line) in label.ReadLines())
        {
            if (line.Length == 0) continue;
            yield return (number, JsonRow(line, number));
        }
    }

    private static Dictionary<string, string> JsonRow(string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => json.RootElement.Text(property.Name));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new LabelFormatException(DropReasons.UnknownLabel, $"line {number}: no JSON object");
        }
    }
}
