using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>Takes values out of label JSON, where numbers may be strings, values may be `N/A` and keys may be missing.</summary>
internal static partial class JsonLabels
{
    /// <summary>The object or array below a key, or an undefined element.</summary>
    public static JsonElement Child(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var child) ? child : default;

    /// <summary>The text of a string or number below a key; empty when there is none, or `N/A`.</summary>
    public static string Text(this JsonElement element, string key)
    {
        var value = element.Child(key);
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        return text.Trim() is "N/A" or "n/a" ? "" : text;
    }

    /// <summary>Seconds written as number or string, with a point; null for anything else.</summary>
    public static double? Seconds(this JsonElement element, string key) => SecondsOf(element.Text(key));

    /// <summary>Seconds written with a point; null for anything else, a comma above all: 1,5 may not become 15.</summary>
    public static double? SecondsOf(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? seconds : null;

    /// <summary>JSON in which half a character, an escape such as `\ud800` without its other half, is a replacement character: a transcript that then says it is damaged.</summary>
    public static string WithWholeCharacters(string json) => HalfCharacter().Replace(json, "\\ufffd");

    /// <summary>The row with the length that a label states; a length written with a comma rules it out.</summary>
    public static LabelRow WithStatedLength(this LabelRow row, JsonElement element, string key) => element.Text(key) is var text && text.Contains(',', StringComparison.Ordinal)
        ? row with { DropReason = row.DropReason ?? DropReasons.Times, DropDetail = row.DropReason is null ? $"{key} '{text}'; expected seconds, with a point" : row.DropDetail }
        : row with { StatedSeconds = SecondsOf(text) };

    /// <summary>F, M or empty, from the ways in which the corpora say it.</summary>
    public static string Sex(string value) => value.Trim().ToUpperInvariant() switch
    {
        "M" or "MALE" or "남" or "남성" or "남자" => "M",
        "F" or "FEMALE" or "여" or "여성" or "여자" => "F",
        _ => "",
    };

    /// <summary>Columns beyond ours, those that the label fills.</summary>
    public static IReadOnlyDictionary<string, string> Columns(params (string Name, string Value)[] columns) =>
        columns.Where(column => column.Value.Trim().Length > 0).ToDictionary(column => column.Name, column => column.Value.Trim());

    /// <summary>The keys of the outermost object, for the message about a label nobody knows.</summary>
    public static string TopLevelKeys(JsonElement element) =>
        string.Join(", ", element.EnumerateObject().Select(property => property.Name).Take(8));

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex HalfCharacter();
}
