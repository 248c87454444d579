using System.Text.Json;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>명령어 인식을 위한 소음 환경 (AI-Hub 135): one JSON a command (command.text, file.name), and of each audio a noisy (-N) and a clean (-S) version.</summary>
internal sealed class NoisyCommandFamily : CorpusFamily
{
    private static readonly string[] _versions = ["-N", "-S"];

    public override string Name => "noisycommands";

    public override IReadOnlyList<string> Aliases => ["135"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        return json.RootElement.Child("command").Child("text").ValueKind == JsonValueKind.String ? "key command.text" : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        if (root.Child("command").Child("text").ValueKind != JsonValueKind.String)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no command.text; top-level keys: {JsonLabels.TopLevelKeys(root)}");
        var named = SourceFile.StemOf(DiskNames.Nfc(root.Child("file").Text("name")));
        var stem = named.Length > 0 ? named : label.File.Stem;
        // Both versions are utterances of their own; the label's own name is asked for when neither is there.
        string[] recordings = [.. _versions.Select(version => stem + version).Where(label.HasAudio)];
        foreach (var recording in recordings.Length > 0 ? recordings : [stem])
        {
            yield return new LabelRow
            {
                Id = recording,
                AudioKeys = recordings.Length > 0 ? [recording] : [stem, label.File.Stem],
                Raw = root.Child("command").Text("text").Trim(),
                SplitUnit = stem,
            };
        }
    }
}
