using System.Text.Json;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>다화자 음성합성 (AI-Hub 542) and 감성 및 발화 스타일별 음성합성 (466): read speech at 48 kHz, one JSON an utterance, several transcripts in it.</summary>
internal sealed class SpeechSynthesisFamily : CorpusFamily
{
    private static readonly string[] _textKeys = ["RefinedLabelText", "TransLabelText", "OrgLabelText"];

    public override string Name => "tts";

    public override IReadOnlyList<string> Aliases => ["T", "542", "466"];

    public override string Profile => "plain";

    public override int RawRateHz => 48000;

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        var transcript = json.RootElement.Child("전사정보");
        return _textKeys.Any(key => transcript.Child(key).ValueKind != JsonValueKind.Undefined) ? "key 전사정보.TransLabelText or OrgLabelText" : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        var transcript = root.Child("전사정보");
        if (transcript.ValueKind != JsonValueKind.Object)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no 전사정보; top-level keys: {JsonLabels.TopLevelKeys(root)}");
        var (raw, flags) = Choose(transcript, label.Options.TextKeys);
        var (person, file) = (root.Child("화자정보"), root.Child("파일정보"));
        var speaker = root.Child("기본정보").Text("NumberOfSpeaker") is { Length: > 0 } number ? number : person.Text("SpeakerName");
        yield return new LabelRow
        {
            Id = label.File.Stem,
            AudioKeys = [label.File.Stem, Sources.SourceFile.StemOf(Archives.DiskNames.Nfc(file.Text("FileName")))],
            Raw = raw,
            Speaker = speaker,
            SplitUnit = speaker,
            Sex = JsonLabels.Sex(person.Text("Gender")),
            Age = person.Text("Age"),
            Region = person.Text("Region"),
            Device = root.Child("환경정보").Text("RecordingDevice"),
            Flags = flags,
            Further = JsonLabels.Columns(
                ("emotion", person.Text("Emotion")), ("style", Anywhere(root, "SpeechStyle")), ("character", Anywhere(root, "Character")), ("character_emotion", Anywhere(root, "CharacterEmotion"))),
        }.WithStatedLength(file, "FileLength");
    }

    /// <summary>A key of 466 whose section is not documented.</summary>
    private static string Anywhere(JsonElement root, string key) =>
        root.EnumerateObject().Select(section => section.Value.Text(key)).Prepend(root.Text(key)).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>The first transcript that is there, with flags that count how often which was, and how often they differ.</summary>
    private static (string Raw, string Flags) Choose(JsonElement transcript, string[] wanted)
    {
        var keys = wanted.Length > 0 ? wanted : _textKeys;
        var key = keys.FirstOrDefault(key => transcript.Text(key).Trim().Length > 0) ?? keys[^1];
        var original = transcript.Text("OrgLabelText").Trim();
        // A translation of one character is a slip of the annotators.
        if (wanted.Length == 0 && key == "TransLabelText" && transcript.Text(key).Trim().Length == 1 && original.Length > 0) key = "OrgLabelText";
        var trans = transcript.Text("TransLabelText").Trim();
        var differs = trans.Length > 0 && original.Length > 0 && trans != original ? " org-trans-differ" : "";
        return (transcript.Text(key), $"text:{key}{differs}");
    }
}
