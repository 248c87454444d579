using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// 숫자가 포함된 패턴 발화 (AI-Hub 159): headerless PCM and a text of its name with lines <c>key : value</c>. The transcript is `scriptITN`, digits as digits, unless
/// `text_keys` asks for another line.
/// </summary>
internal sealed class NumberPatternFamily : CorpusFamily
{
    private const string IdKey = "scriptID";
    private const string TextKey = "scriptITN";

    public override string Name => "numberpatterns";

    public override IReadOnlyList<string> Aliases => ["159"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label) => Lines(label).ContainsKey(TextKey) ? $"lines {IdKey} and {TextKey}" : null;

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var lines = Lines(label);
        string[] keys = label.Options.TextKeys is { Length: > 0 } wanted ? wanted : [TextKey];
        var key = keys.FirstOrDefault(lines.ContainsKey)
            ?? throw new LabelFormatException(DropReasons.UnknownLabel, $"no line {string.Join(" or ", keys)}; found {string.Join(", ", lines.Keys.Take(8))}");
        yield return new LabelRow
        {
            Id = label.File.Stem,
            AudioKeys = [label.File.Stem],
            Raw = lines[key],
            // Nothing says who speaks; one folder is not torn apart.
            SplitUnit = label.File.TreePath[..label.File.TreePath.LastIndexOf('/')],
            Further = JsonLabels.Columns(("script", lines.GetValueOrDefault(IdKey, ""))),
        };
    }

    private static Dictionary<string, string> Lines(LabelFile label)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in label.ReadText().Split('\n', StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) lines.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }
        return lines;
    }
}
