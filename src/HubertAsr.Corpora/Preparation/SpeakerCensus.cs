using HubertAsr.Corpora.Families;

namespace HubertAsr.Corpora.Preparation;

/// <summary>Lists the split units of train, for the choice of the few that become dev; it reads every label once more, and no audio.</summary>
internal static class SpeakerCensus
{
    public static IReadOnlySet<string> LowestHashes(CorpusScan scan, SplitPlan plan, int count)
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        foreach (var unit in scan.Units)
            foreach (var place in unit.Labels) AddUnits(units, scan.Label(place), unit.Family, plan);
        return units.OrderBy(SplitPlan.Hash).ThenBy(unit => unit, StringComparer.Ordinal).Take(count).ToHashSet(StringComparer.Ordinal);
    }

    private static void AddUnits(HashSet<string> units, LabelFile label, CorpusFamily family, SplitPlan plan)
    {
        try
        {
            foreach (var row in family.Read(label))
                if (plan.Of(row, row.Split.Length > 0 ? row.Split : SplitPlan.OfPath(label.File.TreePath)) == SplitPlan.Train) units.Add(row.SplitUnit);
        }
        catch (Exception error) when (error is LabelFormatException or InvalidDataException or UnauthorizedAccessException or EndOfStreamException)
        {
            // The same label is read again for its rows; there it becomes a row of `dropped.csv`.
        }
    }
}
