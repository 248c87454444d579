using System.Globalization;
using System.Text.Json;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// 소음 환경 음성인식 (AI-Hub 568): recordings of minutes, a JSON with what is said (`dialogs[].speakerText`) and a `.srt` of its name with the times. The clean
/// recording (SD…) and the noisy one (SN…) of the same words share the label.
/// </summary>
internal sealed class NoisyDialogueFamily : CorpusFamily
{
    private const string Clean = "SD";
    private const string Noisy = "SN";

    public override string Name => "noisydialogue";

    public override IReadOnlyList<string> Aliases => ["568"];

    public override string Profile => "etri";

    public override (double Shortest, double Longest) Lengths => (0.3, 30);

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        var dialogs = Set(json.RootElement).Child("dialogs");
        return dialogs.ValueKind == JsonValueKind.Array && dialogs.EnumerateArray().Take(5).Any(dialog => dialog.Child("speakerText").ValueKind == JsonValueKind.String)
            ? "dialogs with speakerText, times in .srt"
            : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var set = Set(json.RootElement);
        var dialogs = set.Child("dialogs");
        if (dialogs.ValueKind != JsonValueKind.Array)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no list 'dialogs'; top-level keys: {JsonLabels.TopLevelKeys(json.RootElement)}");
        if (label.ReadTwin(".srt") is not { } srt)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no {label.File.Stem}.srt beside it, and only that has the times; download it, or bring a CSV of columns audio, start, end, text");
        var subtitles = Subtitle.Parse(srt);
        var said = dialogs.EnumerateArray().ToList();
        var people = People(set);
        foreach (var recording in Recordings(label))
        {
            foreach (var subtitle in subtitles)
            {
                // Where the two lists differ in length, nobody knows which text belongs to which time; the subtitle has both.
                var dialog = said.Count == subtitles.Count ? said[subtitle.Number - 1] : default;
                yield return Row(label, recording, subtitle, dialog) with { Speaker = Speaker(recording, dialog, people, out var sex, out var age), Sex = sex, Age = age };
            }
        }
    }

    /// <summary>Where the keys are: at the top, or below `dataSet` as in the sets of 2020.</summary>
    private static JsonElement Set(JsonElement root) => root.Child("dataSet") is { ValueKind: JsonValueKind.Object } set ? set : root;

    private static LabelRow Row(LabelFile label, string recording, Subtitle subtitle, JsonElement dialog) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{recording}-{subtitle.Number}"),
        AudioKeys = [recording],
        Raw = dialog.Text("speakerText") is { Length: > 0 } text ? text : subtitle.Text,
        SplitUnit = label.File.Stem,
        Times = (subtitle.Start, subtitle.End),
        Line = subtitle.Number,
        Flags = dialog.ValueKind == JsonValueKind.Undefined ? "text-of-subtitle" : "",
    };

    /// <summary>The recordings that the label speaks of, those that are there; when none is, its own name, which then is missed.</summary>
    private static IReadOnlyList<string> Recordings(LabelFile label)
    {
        var stem = label.File.Stem;
        string[] both = [stem, stem.Replace(Clean, Noisy, StringComparison.Ordinal)];
        string[] there = [.. both.Distinct().Where(label.HasAudio)];
        return there.Length > 0 ? there : [stem];
    }

    private static Dictionary<string, JsonElement> People(JsonElement set)
    {
        var speakers = set.Child("speakers") is { ValueKind: JsonValueKind.Array } own ? own : set.Child("typeInfo").Child("speakers");
        var people = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (speakers.ValueKind != JsonValueKind.Array) return people;
        foreach (var person in speakers.EnumerateArray()) people[person.Text("id")] = person;
        return people;
    }

    private static string Speaker(string recording, JsonElement dialog, Dictionary<string, JsonElement> people, out string sex, out string age)
    {
        var id = dialog.Text("speaker");
        var person = people.GetValueOrDefault(id);
        (sex, age) = (JsonLabels.Sex(person.Text("gender")), person.Text("age"));
        // Noisy and clean are the same people.
        var talk = recording.Replace(Noisy, Clean, StringComparison.Ordinal);
        return id.Length > 0 ? $"{talk}-{id}" : $"unknown-{talk}";
    }
}
