using System.Globalization;
using System.Text.Json;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>극한 소음 환경 (AI-Hub 71417): recordings of a quarter of an hour, a JSON that names the recording (`mediaUrl`) and a `.srt` of the JSON's name with times and texts.</summary>
internal sealed class ExtremeNoiseFamily : CorpusFamily
{
    private const string MediaKey = "mediaUrl";

    public override string Name => "extremenoise";

    public override IReadOnlyList<string> Aliases => ["71417"];

    public override string Profile => "etri";

    public override (double Shortest, double Longest) Lengths => (0.3, 30);

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label)
    {
        using var json = label.ReadJson();
        return Media(json.RootElement).Length > 0 ? "key mediaUrl, times and texts in .srt" : null;
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        using var json = label.ReadJson();
        var media = SourceFile.StemOf(DiskNames.Nfc(Media(json.RootElement).Replace('\\', '/')));
        if (media.Length == 0) throw new LabelFormatException(DropReasons.UnknownLabel, $"no {MediaKey}; top-level keys: {JsonLabels.TopLevelKeys(json.RootElement)}");
        var srt = label.ReadTwin(".srt") ?? (media == label.File.Stem ? null : label.ReadBeside(label.File.Name[..(label.File.Name.LastIndexOf('/') + 1)] + media + ".srt"));
        if (srt is null)
            throw new LabelFormatException(DropReasons.UnknownLabel, $"no {label.File.Stem}.srt beside it, and only that is known to have times and texts; download it, or bring a CSV of columns audio, start, end, text");
        foreach (var subtitle in Subtitle.Parse(srt))
        {
            yield return new LabelRow
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{media}-{subtitle.Number}"),
                AudioKeys = [media, label.File.Stem],
                Raw = subtitle.Text,
                Speaker = $"unknown-{media}",
                SplitUnit = media,
                Times = (subtitle.Start, subtitle.End),
                Line = subtitle.Number,
            };
        }
    }

    /// <summary>The value of the key, at the top or one level below it.</summary>
    private static string Media(JsonElement root) =>
        root.EnumerateObject().Select(section => section.Value.Text(MediaKey)).Prepend(root.Text(MediaKey)).FirstOrDefault(text => text.Length > 0) ?? "";
}
