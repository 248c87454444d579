using System.Globalization;
using System.Text.Json;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// JSON of no known family, read by the keys the user gives: dotted paths such as <c>label.text</c>, one <c>[]</c> for a list, as in
/// <c>utterances[].text</c>.
/// </summary>
internal sealed class GenericJsonFamily : CorpusFamily
{
    private const string List = "[]";

    public override string Name => "json";

    public override IReadOnlyList<string> Aliases => ["generic"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        if (label.Options.TextKeys.Length == 0) return null;
        using var json = label.ReadJson();
        return label.Options.TextKeys.Any(key => Elements(json.RootElement, key).Any()) ? $"key {string.Join(" or ", label.Options.TextKeys)}, given by you" : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        if (label.Options.TextKeys.Length == 0) throw new LabelFormatException(DropReasons.UnknownLabel, "say where the transcript is: --text-key");
        using var json = label.ReadJson();
        var root = json.RootElement;
        var key = label.Options.TextKeys.FirstOrDefault(key => Elements(root, key).Any(text => Words(text).Length > 0))
            ?? throw new LabelFormatException(DropReasons.UnknownLabel, $"no {string.Join(", ", label.Options.TextKeys)}; top-level keys: {JsonLabels.TopLevelKeys(root)}");
        var texts = Elements(root, key).Select(Words).ToList();
        var (audio, starts, ends) = (Values(root, label.Options.AudioKey), Values(root, label.Options.StartKey), Values(root, label.Options.EndKey));
        for (var index = 0; index < texts.Count; index++)
        {
            var named = audio.Count == 0 ? "" : SourceFile.StemOf(DiskNames.Nfc(audio[Math.Min(index, audio.Count - 1)].Replace('\\', '/')));
            var id = key.Contains(List, StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"{label.File.Stem}-{index + 1}") : label.File.Stem;
            yield return new LabelRow
            {
                Id = id,
                AudioKeys = named.Length > 0 ? [named, label.File.Stem] : [label.File.Stem],
                Raw = texts[index],
                SplitUnit = label.File.Stem,
                Times = Times(starts, ends, index),
                Line = index + 1,
            };
        }
    }

    private static (double, double)? Times(List<string> starts, List<string> ends, int index)
    {
        var culture = CultureInfo.InvariantCulture;
        return index < starts.Count && index < ends.Count && double.TryParse(starts[index], culture, out var start) && double.TryParse(ends[index], culture, out var end)
            ? (start, end)
            : null;
    }

    private static List<string> Values(JsonElement root, string? key) => key is null ? [] : [.. Elements(root, key).Select(Words)];

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };

    private static IEnumerable<JsonElement> Elements(JsonElement root, string key)
    {
        IEnumerable<JsonElement> elements = [root];
        foreach (var name in key.Split('.'))
        {
            var isList = name.EndsWith(List, StringComparison.Ordinal);
            var property = isList ? name[..^List.Length] : name;
            elements = elements.Select(element => element.Child(property)).Where(child => child.ValueKind != JsonValueKind.Undefined);
            if (isList) elements = elements.Where(child => child.ValueKind == JsonValueKind.Array).SelectMany(child => child.EnumerateArray());
        }
        return elements;
    }
}
