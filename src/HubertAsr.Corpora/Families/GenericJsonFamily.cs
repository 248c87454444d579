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
        var (items, text) = Items(root, key);
        for (var index = 0; index < items.Count; index++)
        {
            string? Value(string? wanted) => wanted is null ? null : ValueOf(root, key, items[index], wanted, index);
            var named = SourceFile.StemOf(DiskNames.Nfc((Value(label.Options.AudioKey) ?? "").Replace('\\', '/')));
            var (start, end) = (Value(label.Options.StartKey), Value(label.Options.EndKey));
            (double, double)? times = JsonLabels.SecondsOf(start) is { } from && JsonLabels.SecondsOf(end) is { } to ? (from, to) : null;
            var isUntimed = times is null && start is not null && end is not null;
            var id = key.Contains(List, StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"{label.File.Stem}-{index + 1}") : label.File.Stem;
            yield return new LabelRow
            {
                Id = id,
                AudioKeys = named.Length > 0 ? [named, label.File.Stem] : [label.File.Stem],
                Raw = Words(Elements(items[index], text).FirstOrDefault()),
                SplitUnit = label.File.Stem,
                Times = times,
                DropReason = isUntimed ? DropReasons.Times : null,
                DropDetail = isUntimed ? $"start '{start}', end '{end}'; expected seconds, with a point" : "",
                Line = index + 1,
            };
        }
    }

    /// <summary>The elements of the list that a key goes through, and what of the key leads on from each; without a list the whole and the whole key.</summary>
    private static (IReadOnlyList<JsonElement> Items, string Below) Items(JsonElement root, string key)
    {
        var at = key.LastIndexOf(List, StringComparison.Ordinal);
        return at < 0 ? ([root], key) : ([.. Elements(root, key[..(at + List.Length)])], key[(at + List.Length)..].TrimStart('.'));
    }

    /// <summary>The value that goes with an element: its own, where the key goes through the same list; else that of another list's same place, or the one for all.</summary>
    private static string ValueOf(JsonElement root, string textKey, JsonElement item, string key, int index)
    {
        var list = textKey[..(textKey.LastIndexOf(List, StringComparison.Ordinal) is var at && at >= 0 ? at + List.Length : 0)];
        if (list.Length > 0 && key.StartsWith(list, StringComparison.Ordinal)) return Words(Elements(item, key[list.Length..].TrimStart('.')).FirstOrDefault());
        var values = Elements(root, key).ToList();
        return values.Count == 1 || !key.Contains(List, StringComparison.Ordinal) ? Words(values.FirstOrDefault()) : Words(values.ElementAtOrDefault(index));
    }

    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };

    private static IEnumerable<JsonElement> Elements(JsonElement root, string key)
    {
        IEnumerable<JsonElement> elements = [root];
        if (key.Length == 0) return elements;
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
