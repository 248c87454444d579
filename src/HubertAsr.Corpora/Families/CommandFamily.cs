using System.Text.Json;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>명령어 (AI-Hub 94, 95, 96, 98): short commands, one JSON an utterance, key 전사정보.LabelText.</summary>
internal sealed class CommandFamily : CorpusFamily
{
    public override string Name => "commands";

    public override IReadOnlyList<string> Aliases => ["C", "94", "95", "96", "98"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        return json.RootElement.Child("전사정보").Child("LabelText").ValueKind == JsonValueKind.String ? "key 전사정보.LabelText" : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        var text = root.Child("전사정보").Child("LabelText");
        if (text.ValueKind == JsonValueKind.Undefined)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no 전사정보.LabelText; top-level keys: {JsonLabels.TopLevelKeys(root)}");
        var (person, file) = (root.Child("화자정보"), root.Child("파일정보"));
        var speaker = root.Child("기본정보").Text("NumberOfSpeaker") is { Length: > 0 } number ? number : person.Text("SpeakerName");
        yield return new LabelRow
        {
            Id = label.File.Stem,
            AudioKeys = [label.File.Stem, Sources.SourceFile.StemOf(Archives.DiskNames.Nfc(file.Text("FileName")))],
            Raw = root.Child("전사정보").Text("LabelText"),
            Speaker = speaker,
            SplitUnit = speaker,
            Sex = JsonLabels.Sex(person.Text("Gender")),
            Age = person.Text("Age"),
            Region = person.Text("Region"),
            Device = root.Child("환경정보").Text("RecordingDevice"),
        }.WithStatedLength(file, "FileLength");
    }
}
