namespace HubertAsr.Corpora.Families;

/// <summary>A folder of <c>x.wav</c> and <c>x.srt</c>: long recordings with the times of what is said.</summary>
internal sealed class SubtitleFamily : CorpusFamily
{
    public override string Name => "subtitles";

    public override IReadOnlyList<string> Aliases => ["srt"];

    public override string Profile => "plain";

    public override (double Shortest, double Longest) Lengths => (0.3, 30);

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(".srt", StringComparison.OrdinalIgnoreCase);

    /// <summary>With a JSON of its name the pair is another family's.</summary>
    public override string? Recognise(LabelFile label) =>
        label.ReadTwin(".json") is null && Subtitle.Parse(label.ReadText()).Count > 0 ? "x.srt without x.json" : null;

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var recording = label.File.Stem;
        foreach (var subtitle in Subtitle.Parse(label.ReadText()))
        {
            yield return new LabelRow
            {
                Id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{recording}-{subtitle.Number}"),
                AudioKeys = [recording],
                Raw = subtitle.Text,
                SplitUnit = recording,
                Times = (subtitle.Start, subtitle.End),
                Line = subtitle.Number,
            };
        }
    }
}
