using System.Globalization;
using System.Text.RegularExpressions;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Families;

/// <summary>
/// 한국어 음성 = KsponSpeech (AI-Hub 123) [Bang20]: headerless PCM; transcripts in four `.trn` lists, and for train and dev once more beside each PCM. Names
/// are unique, so files are found by name wherever the user put them.
/// </summary>
internal sealed partial class KsponFamily : CorpusFamily
{
    private const int LastTrainNumber = 620_000;
    private const int UtterancesAFolder = 1000;
    private const string Separator = " :: ";

    public override string Name => "kspon";

    public override IReadOnlyList<string> Aliases => ["K", "123", "ksponspeech"];

    public override string Profile => "etri";

    public override bool MayBeLabel(string treePath) => IsList(treePath) || UtteranceText().IsMatch(treePath);

    public override string? Recognise(LabelFile label)
    {
        if (!IsList(label.File.Name)) return "KsponSpeech_NNNNNN.txt";
        return label.ReadLines().Take(20).Any(line => line.Text.Contains(Separator, StringComparison.Ordinal)) ? ".trn lines with ' :: '" : null;
    }

    /// <summary>A text beside a PCM says what a list says too; the list wins, because it is UTF-8 and has the eval sets.</summary>
    public override IReadOnlyList<LabelUnit> Arrange(IReadOnlyList<LabelUnit> units, Func<long, LabelFile> open)
    {
        var listed = new HashSet<ulong>();
        foreach (var place in units.SelectMany(unit => unit.Labels))
        {
            var label = open(place);
            if (!IsList(label.File.Name)) continue;
            foreach (var (_, line) in label.ReadLines())
                if (StemOf(line) is { Length: > 0 } stem) listed.Add(NameIndex.Hash(stem));
        }
        return [.. units.Select(unit => unit with { Labels = [.. unit.Labels.Where(place => IsWanted(open(place)))] }).Where(unit => unit.Labels.Count > 0)];

        bool IsWanted(LabelFile label) => IsList(label.File.Name) || !listed.Contains(NameIndex.Hash(label.File.Stem));
    }

    public override IEnumerable<LabelRow> Read(LabelFile label)
    {
        if (IsList(label.File.Name)) return ReadList(label);
        return [Row(label.File.Stem, label.ReadText().Trim('\r', '\n', ' '), label.File.TreePath, 0)];
    }

    private static IEnumerable<LabelRow> ReadList(LabelFile label)
    {
        foreach (var (number, line) in label.ReadLines())
        {
            var at = line.IndexOf(Separator, StringComparison.Ordinal);
            // A transcript that is empty loses the blank behind its separator when the line is trimmed.
            if (at < 0 && line.EndsWith(" ::", StringComparison.Ordinal)) at = line.Length - 3;
            if (at < 0)
            {
                yield return Row($"{label.File.Stem}-{number.ToString(CultureInfo.InvariantCulture)}", "", label.File.Name, number) with
                {
                    DropReason = DropReasons.UnknownLabel,
                    DropDetail = $"no ' :: ' between path and transcript in '{(line.Length <= 40 ? line : line[..40] + "…")}'. Is this the raw .trn of the corpus?",
                };
                continue;
            }
            yield return Row(StemOf(line), at + Separator.Length <= line.Length ? line[(at + Separator.Length)..] : "", label.File.Name + "/" + line[..at], number);
        }
    }

    private static LabelRow Row(string stem, string raw, string place, int line)
    {
        var subset = place.Contains("eval_clean", StringComparison.Ordinal) ? "eval_clean" : place.Contains("eval_other", StringComparison.Ordinal) ? "eval_other" : "";
        var number = int.TryParse(stem[(stem.LastIndexOf('_') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var isDev = number > LastTrainNumber || place.StartsWith("dev.trn", StringComparison.Ordinal);
        return new LabelRow
        {
            Id = stem,
            AudioKeys = [stem],
            Raw = raw,
            Subset = subset,
            Split = subset.Length > 0 || stem.Contains("_E", StringComparison.Ordinal) ? SplitPlan.Test : isDev ? SplitPlan.Dev : SplitPlan.Train,
            SplitUnit = string.Create(CultureInfo.InvariantCulture, $"KsponSpeech_{(Math.Max(0, number - 1) / UtterancesAFolder) + 1:D4}"),
            Line = line,
        };
    }

    private static string StemOf(string line)
    {
        var path = line.Split(Separator, 2)[0];
        return line.Contains(" ::", StringComparison.Ordinal) ? DiskNames.Nfc(Sources.SourceFile.StemOf(path.Split(" ::")[0].Trim())) : "";
    }

    private static bool IsList(string name) => name.EndsWith(".trn", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"KsponSpeech_E?\d{5,6}\.txt$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UtteranceText();
}
