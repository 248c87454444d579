using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>자유대화 음성 (AI-Hub 109, 107, 108) and 외래어 발화 (131): prompted talk, one JSON an utterance, key 발화정보.</summary>
internal sealed class FreeTalkFamily : CorpusFamily
{
    public override string Name => "freetalk";

    public override IReadOnlyList<string> Aliases => ["D", "109", "107", "108", "131"];

    public override string Profile => "freetalk";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        return json.RootElement.TryGetProperty("발화정보", out _) ? "top-level key 발화정보" : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var root = json.RootElement;
        var speech = root.Child("발화정보");
        if (speech.Child("stt").ValueKind == System.Text.Json.JsonValueKind.Undefined)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no 발화정보.stt; top-level keys: {JsonLabels.TopLevelKeys(root)}");
        var talk = root.Child("대화정보");
        var person = root.Child("녹음자정보");
        // recorderId alone is given to several people.
        var speaker = $"{person.Text("gender")}-{person.Text("age")}-{person.Text("recorderId")}";
        yield return new LabelRow
        {
            Id = label.File.Stem,
            AudioKeys = [label.File.Stem, Sources.SourceFile.StemOf(Archives.DiskNames.Nfc(speech.Text("fileNm")))],
            Raw = speech.Text("stt"),
            Subset = talk.Text("recrdUnit"),
            Speaker = speaker,
            SplitUnit = speaker,
            Sex = JsonLabels.Sex(person.Text("gender")),
            Age = person.Text("age"),
            Region = talk.Text("cityCode") is { Length: > 0 } city ? city : talk.Text("colctUnitCode"),
            Further = JsonLabels.Columns(("theme", talk.Text("convrsThema")), ("environment", talk.Text("recrdEnvrn")), ("script", speech.Text("scriptId"))),
        }.WithStatedLength(speech, "recrdTime");
    }
}
