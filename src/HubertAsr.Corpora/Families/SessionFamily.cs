using System.Text.Json;
using System.Text.RegularExpressions;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// 회의음성 Kconf (AI-Hub 132), 강의 Klec (115), 고객 응대 Kresp (87), 상담 Ktel (100): <c>Dxx/Gyy/S000009/000000.txt</c> beside the audio of that path, and a
/// JSON a session that says who speaks.
/// </summary>
internal sealed partial class SessionFamily : CorpusFamily
{
    public override string Name => "etri";

    public override IReadOnlyList<string> Aliases => ["E", "132", "115", "87", "100"];

    public override string Profile => "etri";

    public override bool MayBeLabel(string treePath) => IsSession(treePath) || (Utterance().IsMatch(treePath) && treePath.EndsWith(".txt", StringComparison.OrdinalIgnoreCase));

    public override string? Recognise(LabelFile label)
    {
        if (!IsSession(label.File.TreePath)) return SessionJson(label) is not null || label.ReadText().Trim().Length > 0 ? "Dxx/Gyy/S000009/000000.txt" : null;
        using var json = label.ReadJson();
        return json.RootElement.Child("dataSet").Child("dialogs") is { ValueKind: JsonValueKind.Array } dialogs && dialogs.EnumerateArray().Take(5).Any(dialog => dialog.Text("textPath").Length > 0)
            ? "S000009.json with dataSet.dialogs"
            : null;
    }

    /// <summary>The whole path, and once without its first folder, which an archive may lack.</summary>
    public override IEnumerable<string> AudioKeys(SourceFile audio)
    {
        var path = Utterance().Match(audio.TreePath);
        return path.Success ? [Key(path), ShortKey(path)] : [];
    }

    /// <summary>A session's JSON is read with its utterances.</summary>
    public override IEnumerable<LabelRow> Read(LabelFile label) => IsSession(label.File.TreePath) ? [] : [ReadUtterance(label)];

    private static LabelRow ReadUtterance(LabelFile label)
    {
        var path = Utterance().Match(label.File.TreePath);
        var session = $"{Joined(path, "domain", "group")}{path.Groups["session"].Value}";
        var people = label.Memory.Get($"{label.File.Container.Number}/{session}", () => Session.Read(SessionJson(label)));
        var person = people.SpeakerOf(path.Groups["number"].Value);
        return new LabelRow
        {
            Id = Key(path),
            AudioKeys = [Key(path), ShortKey(path)],
            Raw = label.ReadText().Trim(),
            // People are numbered from 1 in every session.
            Speaker = person is null ? $"unknown-{session}" : $"{session}-{person.Id}",
            SplitUnit = session,
            Sex = person?.Sex ?? "",
            Age = person?.Age ?? "",
            Region = person?.Region ?? "",
        };
    }

    private static string? SessionJson(LabelFile label)
    {
        var folder = label.File.Name[..(label.File.Name.LastIndexOf('/') + 1)];
        var session = label.File.Container.IsFolder ? Path.GetFileName(label.File.Container.DiskPath) : Path.GetFileName(folder.TrimEnd('/'));
        // Among its utterances, or beside their folder.
        return label.ReadBeside($"{folder}{session}.json") ?? label.ReadBeside(label.File.Container.IsFolder ? $"../{session}.json" : $"{folder[..^(session.Length + 1)]}{session}.json");
    }

    private static bool IsSession(string treePath) => SessionFile().IsMatch(treePath);

    private static string Key(Match path) => $"{Joined(path, "domain", "group", "session")}{path.Groups["number"].Value}";

    private static string ShortKey(Match path) => $"{Joined(path, "group", "session")}{path.Groups["number"].Value}";

    private static string Joined(Match path, params string[] groups) =>
        string.Concat(groups.Where(group => path.Groups[group].Success).Select(group => path.Groups[group].Value + "-"));

    [GeneratedRegex(@"(?:(?:^|/)(?<domain>D\d+))?(?:/(?<group>[A-Z]\d+))?/(?<session>S\d+)/(?<number>\d+)\.[A-Za-z0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Utterance();

    [GeneratedRegex(@"/S\d+\.json$", RegexOptions.CultureInvariant)]
    private static partial Regex SessionFile();

    private sealed record Person(string Id, string Sex, string Age, string Region);

    /// <summary>Who speaks which utterance of a session.</summary>
    private sealed class Session
    {
        private readonly Dictionary<string, Person> _people = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _speakers = new(StringComparer.Ordinal);

        public static Session Read(string? text)
        {
            var session = new Session();
            if (text is null) return session;
            try
            {
                using var json = JsonDocument.Parse(JsonLabels.WithWholeCharacters(text));
                session.Add(json.RootElement.Child("dataSet"));
            }
            catch (JsonException)
            {
                // Who speaks is then unknown, and the manifest says so; the transcripts are elsewhere.
            }
            return session;
        }

        public Person? SpeakerOf(string utterance) => _people.GetValueOrDefault(_speakers.GetValueOrDefault(utterance, ""));

        private void Add(JsonElement set)
        {
            if (set.Child("typeInfo").Child("speakers") is { ValueKind: JsonValueKind.Array } speakers)
            {
                foreach (var person in speakers.EnumerateArray())
                    _people[person.Text("id")] = new Person(person.Text("id"), JsonLabels.Sex(person.Text("gender")), person.Text("age"), person.Text("residence"));
            }
            if (set.Child("dialogs") is not { ValueKind: JsonValueKind.Array } dialogs) return;
            // The first folder of audioPath is often absent from the archive: the number is enough within a session.
            foreach (var dialog in dialogs.EnumerateArray()) _speakers[SourceFile.StemOf(dialog.Text("audioPath"))] = dialog.Text("speaker");
        }
    }
}
