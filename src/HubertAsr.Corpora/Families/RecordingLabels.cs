using System.Globalization;
using System.Text.Json;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>What broadcast, meeting and dialect sets share: one long recording, and one JSON with its speakers and its utterances.</summary>
internal static class RecordingLabels
{
    /// <summary>The utterances of a recording, each a stretch of its audio.</summary>
    /// <param name="label">The JSON of the recording.</param>
    /// <param name="describe">The transcript of an utterance and the columns beyond ours.</param>
    /// <exception cref="LabelFormatException">There is no list of utterances.</exception>
    public static IEnumerable<LabelRow> Read(LabelFile label, Func<JsonElement, (string Raw, IReadOnlyDictionary<string, string> Further)> describe)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        var utterances = root.Child("utterance");
        if (utterances.ValueKind != JsonValueKind.Array)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no list 'utterance'; top-level keys: {JsonLabels.TopLevelKeys(root)}");
        var recording = label.File.Stem;
        var people = People(root);
        var number = 0;
        foreach (var utterance in utterances.EnumerateArray())
        {
            number++;
            var name = utterance.Text("id") is { Length: > 0 } id ? id : number.ToString(CultureInfo.InvariantCulture);
            var person = people.GetValueOrDefault(utterance.Text("speaker_id"));
            var (raw, further) = describe(utterance);
            yield return WithTimes(utterance, new LabelRow
            {
                Id = $"{recording}-{name}",
                AudioKeys = [recording],
                Raw = raw,
                // Numbers such as SPK001 begin anew in every recording.
                Speaker = person is null ? $"unknown-{recording}" : $"{recording}-{utterance.Text("speaker_id")}",
                SplitUnit = recording,
                Sex = person?.Sex ?? "",
                Age = person?.Age ?? "",
                Region = person?.Region ?? "",
                Line = number,
                Further = further,
            });
        }
    }

    private static LabelRow WithTimes(JsonElement utterance, LabelRow row)
    {
        if (utterance.Seconds("start") is { } start && utterance.Seconds("end") is { } end) return row with { Times = (start, end) };
        return row with
        {
            DropReason = DropReasons.Times,
            DropDetail = $"start '{utterance.Text("start")}', end '{utterance.Text("end")}'; expected seconds, with a point",
        };
    }

    private static Dictionary<string, Person> People(JsonElement root)
    {
        var people = new Dictionary<string, Person>(StringComparer.Ordinal);
        if (root.Child("speaker").ValueKind != JsonValueKind.Array) return people;
        foreach (var person in root.Child("speaker").EnumerateArray())
        {
            var region = person.Text("current_residence") is { Length: > 0 } residence ? residence : person.Text("birthplace");
            people[person.Text("id")] = new Person(JsonLabels.Sex(person.Text("sex")), person.Text("age"), region);
        }
        return people;
    }

    private sealed record Person(string Sex, string Age, string Region);
}
