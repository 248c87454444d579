using System.Text.Json;
using System.Text.RegularExpressions;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>복지 콜센터 (AI-Hub 186): one JSON an utterance, key inputText; digits that were masked as ㅇ or o were masked in the sound too.</summary>
internal sealed partial class CallCentreFamily : CorpusFamily
{
    public override string Name => "callcentre";

    public override IReadOnlyList<string> Aliases => ["186"];

    public override string Profile => "etri";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        return json.RootElement.Child("inputText").ValueKind == JsonValueKind.Array ? "top-level key inputText" : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var texts = json.RootElement.Child("inputText");
        if (texts.ValueKind != JsonValueKind.Array || texts.GetArrayLength() == 0)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no inputText; top-level keys: {JsonLabels.TopLevelKeys(json.RootElement)}");
        var raw = texts[0].Text("orgtext").Trim();
        var isMasked = Mask().IsMatch(raw);
        yield return new LabelRow
        {
            Id = label.File.Stem,
            AudioKeys = [label.File.Stem],
            Raw = raw,
            SplitUnit = label.File.Stem,
            DropReason = isMasked ? DropReasons.Anonymised : null,
            DropDetail = isMasked ? "masked digits in the transcript" : "",
        };
    }

    [GeneratedRegex(@"ㅇ|(?<![A-Za-z])[oO]{2,}(?![A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Mask();
}
