using HubertAsr.Corpora.Preparation;
using HubertAsr.Corpora.Sources;

namespace HubertAsr.Corpora.Families;

/// <summary>A Kaldi data folder: `wav.scp` and `text`, with `segments`, `utt2spk` and `spk2gender` where they are there.</summary>
internal sealed class KaldiFamily : CorpusFamily
{
    public override string Name => "kaldi";

    public override IReadOnlyList<string> Aliases => ["wav.scp"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith("/text", StringComparison.Ordinal);

    public override string? Recognise(LabelFile label) => label.ReadBeside(Beside(label, "wav.scp")) is not null ? "text beside wav.scp" : null;

    public override IEnumerable<string> AudioKeys(SourceFile audio) => PlainPaths.AudioKeys(audio);

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var (recordings, segments) = (Map(label, "wav.scp"), Map(label, "segments"));
        var (speakers, sexes) = (Map(label, "utt2spk"), Map(label, "spk2gender"));
        foreach (var (number, line) in label.ReadLines())
        {
            var (id, raw) = Divide(line);
            var segment = segments.TryGetValue(id, out var stretch) ? stretch.Split(' ', '\t') : [];
            var recording = recordings.GetValueOrDefault(segment.Length == 3 ? segment[0] : id, "");
            var speaker = speakers.GetValueOrDefault(id, "");
            var row = new LabelRow
            {
                Id = id,
                AudioKeys = PlainPaths.KeysOf(label.File, recording.Length > 0 ? recording : id),
                Raw = raw,
                Split = PlainPaths.SplitOf(label.File),
                Speaker = speaker,
                SplitUnit = speaker.Length > 0 ? speaker : id,
                Sex = JsonLabels.Sex(sexes.GetValueOrDefault(speaker, "")),
                Line = number,
            };
            yield return WithTimes(row, segment, recording);
        }
    }

    private static LabelRow WithTimes(LabelRow row, string[] segment, string recording)
    {
        if (recording.EndsWith('|')) return row with { DropReason = DropReasons.Audio, DropDetail = "wav.scp gives a command; run it and name the file it writes" };
        if (segment.Length != 3) return row;
        return JsonLabels.SecondsOf(segment[1]) is { } start && JsonLabels.SecondsOf(segment[2]) is { } end
            ? row with { Times = (start, end) }
            : row with { DropReason = DropReasons.Times, DropDetail = $"segments gives '{segment[1]}' and '{segment[2]}'; expected seconds, with a point" };
    }

    private static Dictionary<string, string> Map(LabelFile label, string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (label.ReadBeside(Beside(label, name)) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (key, value) = Divide(line);
            map[key] = value;
        }
        return map;
    }

    private static string Beside(LabelFile label, string name) => label.File.Name[..^"text".Length] + name;

    private static (string Key, string Value) Divide(string line)
    {
        var at = line.IndexOfAny([' ', '\t']);
        return at < 0 ? (line, "") : (line[..at], line[(at + 1)..].Trim());
    }
}
