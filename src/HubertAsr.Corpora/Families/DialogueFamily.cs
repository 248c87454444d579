using System.Text.Json;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// 한국인 대화음성 (AI-Hub 130). Newer releases put wav, JSON and text of one stem beside each other; older ones list <c>path :: text</c> in
/// <c>…_scripts.txt</c>.
/// </summary>
internal sealed class DialogueFamily : CorpusFamily
{
    private const string Separator = " :: ";
    private const int SexInCode = 4;

    public override string Name => "dialogue";

    public override IReadOnlyList<string> Aliases => ["H", "130"];

    public override string Profile => "etri";

    public override bool MayBeLabel(string treePath) => IsList(treePath) || treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        if (IsList(label.File.Name))
            return label.ReadLines().Take(5).Any(line => line.Text.Contains(Separator, StringComparison.Ordinal)) ? "_scripts.txt lines with ' :: '" : null;
        using var json = label.ReadJson();
        return json.RootElement.Child("metadata").ValueKind == JsonValueKind.String && json.RootElement.TryGetProperty("original", out _)
            ? "keys original and metadata"
            : null;
    }

    public override IEnumerable<string> AudioKeys(SourceFile audio) => [$"{Folder(audio.TreePath)}/{audio.Stem}", audio.Stem];

    public override IEnumerable<LabelRow> Read(LabelFile label) => IsList(label.File.Name) ? ReadList(label) : [ReadTriple(label)];

    private static IEnumerable<LabelRow> ReadList(LabelFile label)
    {
        foreach (var (number, line) in label.ReadLines())
        {
            var fields = line.Split(Separator, 2);
            var path = DiskNames.Nfc(fields[0].Trim());
            var stem = SourceFile.StemOf(path);
            var recording = path.Contains('/', StringComparison.Ordinal) ? Folder(path) : label.File.Stem.Replace("_scripts", "", StringComparison.Ordinal);
            var row = new LabelRow
            {
                Id = $"{recording}-{stem}",
                AudioKeys = [$"{recording}/{stem}", stem],
                Raw = fields.Length > 1 ? fields[1].Trim() : "",
                SplitUnit = recording,
                Line = number,
            };
            yield return fields.Length > 1
                ? Anonymised(row)
                : row with { DropReason = DropReasons.UnknownLabel, DropDetail = "no ' :: ' between path and transcript" };
        }
    }

    private static LabelRow ReadTriple(LabelFile label)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        // Without a text beside it, `original` holds what was said.
        var raw = label.ReadTwin(".txt")?.Trim() ?? root.Text("original").Trim();
        var (speaker, code) = root.Text("metadata").Split('_', 2) is [var who, var packed] ? (who, packed) : (root.Text("metadata"), "");
        var recording = Folder(label.File.TreePath);
        return Anonymised(new LabelRow
        {
            Id = $"{recording}-{label.File.Stem}",
            AudioKeys = [$"{recording}/{label.File.Stem}", label.File.Stem],
            Raw = raw,
            Speaker = speaker,
            SplitUnit = speaker.Length > 0 ? speaker : recording,
            Sex = code.Length > SexInCode ? JsonLabels.Sex(code[SexInCode].ToString()) : "",
        }.WithStatedLength(root, "length"));
    }

    /// <summary>'#' stands where a name was made unrecognisable, in the text and in the sound.</summary>
    private static LabelRow Anonymised(LabelRow row) =>
        row.Raw.Contains('#', StringComparison.Ordinal) ? row with { DropReason = DropReasons.Anonymised, DropDetail = "'#' in the transcript" } : row;

    private static bool IsList(string path) => path.EndsWith("_scripts.txt", StringComparison.OrdinalIgnoreCase);

    private static string Folder(string path) => path.Split('/') is { Length: > 1 } names ? names[^2] : "";
}
