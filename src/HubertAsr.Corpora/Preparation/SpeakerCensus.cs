namespace HubertAsr.Corpora.Preparation;

/// <summary>Lists the split units of train, for the choice of the few that become dev; it reads every label once more, and no audio.</summary>
internal static class SpeakerCensus
{
    public static IReadOnlySet<string> LowestHashes(CorpusScan scan, SplitPlan plan, int count)
    {
        var units = scan.Rows()
            .Where(row => plan.Of(row.Row, row.Row.Split.Length > 0 ? row.Row.Split : SplitPlan.OfPath(row.Label.File.TreePath)) == SplitPlan.Train)
            .Select(row => row.Row.SplitUnit)
            .ToHashSet(StringComparer.Ordinal);
        return units.OrderBy(SplitPlan.Hash).ThenBy(unit => unit, StringComparer.Ordinal).Take(count).ToHashSet(StringComparer.Ordinal);
    }
}
