using System.Collections.ObjectModel;
using System.Text.Json;

namespace HubertAsr.Corpora.Families;

/// <summary>방송 콘텐츠 (AI-Hub 463, 71314) and 주요 영역별 회의 (464): long recordings, pronounced form left, spelt form right.</summary>
internal sealed class BroadcastFamily : CorpusFamily
{
    public override string Name => "broadcast";

    public override IReadOnlyList<string> Aliases => ["B", "463", "464", "71314"];

    public override string Profile => "broadcast";

    public override (double Shortest, double Longest) Lengths => (0.3, 30);

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        return root.Child("utterance").ValueKind == JsonValueKind.Array && root.Child("metadata").ValueKind == JsonValueKind.Object
            ? "top-level keys metadata and utterance"
            : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var keys = label.Options.TextKeys is { Length: > 0 } wanted ? wanted : ["form"];
        return RecordingLabels.Read(label, utterance =>
            (keys.Select(key => utterance.Text(key)).FirstOrDefault(text => text.Length > 0) ?? "", ReadOnlyDictionary<string, string>.Empty));
    }
}
