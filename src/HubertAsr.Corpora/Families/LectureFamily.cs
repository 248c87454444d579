using System.Text.Json;
using System.Text.RegularExpressions;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>대학 강의 (AI-Hub 71627): one JSON an utterance whose keys are numbered (`01_dataset`, `1_identifier`); the numbers are no part of the names.</summary>
internal sealed partial class LectureFamily : CorpusFamily
{
    public override string Name => "lecture";

    public override IReadOnlyList<string> Aliases => ["71627"];

    public override string Profile => "etri";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        return json.RootElement.EnumerateObject().Any(property => Number().IsMatch(property.Name)) && Find(json.RootElement, "transcription").ValueKind == JsonValueKind.Object
            ? "numbered keys with transcription"
            : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        var text = Find(Find(root, "transcription"), "text");
        if (text.ValueKind != JsonValueKind.String)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no transcription.text; top-level keys: {JsonLabels.TopLevelKeys(root)}");
        var person = Find(root, "speakerinfo");
        var speaker = Text(person, "id");
        yield return new LabelRow
        {
            Id = label.File.Stem,
            AudioKeys = [label.File.Stem],
            Raw = text.GetString()!.Trim(),
            Speaker = speaker,
            SplitUnit = speaker.Length > 0 ? speaker : label.File.Stem,
            Sex = JsonLabels.Sex(Text(person, "gender")),
            Age = Text(person, "age"),
            Region = Text(person, "dialect"),
        };
    }

    private static JsonElement Find(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) return default;
        foreach (var property in element.EnumerateObject())
            if (Number().Replace(property.Name, "") == name) return property.Value;
        return default;
    }

    private static string Text(JsonElement element, string name) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    [GeneratedRegex(@"^\d+_", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
