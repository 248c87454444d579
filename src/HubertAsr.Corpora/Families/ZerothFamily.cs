using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>Zeroth-Korean (OpenSLR 40): read news, FLAC, <c>&lt;reader&gt;_&lt;script&gt;.trans.txt</c> beside it, the readers' sex in AUDIO_INFO.</summary>
internal sealed class ZerothFamily : CorpusFamily
{
    private const string ListEnd = ".trans.txt";

    public override string Name => "zeroth";

    public override IReadOnlyList<string> Aliases => ["Z"];

    public override string Profile => "plain";

    public override bool MayBeLabel(string treePath) => treePath.EndsWith(ListEnd, StringComparison.OrdinalIgnoreCase);

    public override string? Recognise(LabelFile label) =>
        label.ReadLines().Take(5).Any(line => line.Text.Contains(' ', StringComparison.Ordinal)) ? "*.trans.txt" : null;

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        var reader = Path.GetFileName(label.File.TreePath).Split('_')[0];
        var sexes = label.Memory.Get($"{label.File.Container.Number}/AUDIO_INFO", () => Sexes(label));
        var isTest = label.File.TreePath.Contains("test_data", StringComparison.OrdinalIgnoreCase);
        foreach (var (number, line) in label.ReadLines())
        {
            var at = line.IndexOfAny([' ', '\t']);
            var id = at < 0 ? line : line[..at];
            yield return new LabelRow
            {
                Id = id,
                AudioKeys = [id],
                Raw = at < 0 ? "" : line[(at + 1)..].Trim(),
                Split = isTest ? SplitPlan.Test : SplitPlan.Train,
                Speaker = reader,
                SplitUnit = reader,
                Sex = sexes.GetValueOrDefault(reader, ""),
                Line = number,
            };
        }
    }

    /// <summary>Column 1 is the reader, column 3 the sex, divided by '|', with blanks at will.</summary>
    private static Dictionary<string, string> Sexes(LabelFile label)
    {
        var sexes = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = label.File.Container.IsFolder ? AboveOnDisk(label.File.Container.DiskPath) : label.ReadBeside("AUDIO_INFO") ?? label.ReadBeside("zeroth_korean/AUDIO_INFO");
        foreach (var line in (text ?? "").Split('\n'))
        {
            var fields = line.Split('|');
            if (fields.Length >= 3) sexes[fields[0].Trim()] = JsonLabels.Sex(fields[2]);
        }
        return sexes;
    }

    private static string? AboveOnDisk(string folder)
    {
        const int Levels = 4;
        var at = new DirectoryInfo(folder);
        for (var level = 0; level < Levels && at is not null; level++, at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "AUDIO_INFO"))) return File.ReadAllText(Path.Combine(at.FullName, "AUDIO_INFO"));
        return null;
    }
}
