using System.Text.Json;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// 한국어 방언 발화 (AI-Hub 118–122): dialogues in dialect. The transcript is what was said (`dialect_form`) unless `text_keys` asks for
/// `standard_form`; the manifest carries both as further columns.
/// </summary>
internal sealed class DialectFamily : CorpusFamily
{
    private static readonly string[] _forms = ["dialect_form", "standard_form"];

    public override string Name => "dialect";

    public override IReadOnlyList<string> Aliases => ["N", "118", "119", "120", "121", "122"];

    public override string Profile => "dialect";

    public override (double Shortest, double Longest) Lengths => (0.3, 30);

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        var utterances = json.RootElement.Child("utterance");
        if (utterances.ValueKind != JsonValueKind.Array) return null;
        return utterances.EnumerateArray().Take(5).Any(utterance => _forms.Any(form => utterance.Child(form).ValueKind == JsonValueKind.String))
            ? "utterances with standard_form and dialect_form"
            : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        string[] keys = label.Options.TextKeys is { Length: > 0 } wanted ? wanted : ["dialect_form", "form", "standard_form"];
        return RecordingLabels.Read(label, utterance =>
        (
            keys.Select(key => utterance.Text(key)).FirstOrDefault(text => text.Length > 0) ?? "",
            _forms.ToDictionary(form => form, form => utterance.Text(form))
        ));
    }
}
