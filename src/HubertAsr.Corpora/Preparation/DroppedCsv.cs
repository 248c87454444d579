using CsvHelper;

namespace HubertAsr.Corpora.Preparation;

/// <summary>`dropped.csv`: what is not in the manifest, and why.</summary>
internal static class DroppedCsv
{
    public static void WriteHeader(CsvWriter csv) => Write(csv, new DroppedRow("id", "where", "reason", "detail"));

    public static void Write(CsvWriter csv, DroppedRow row)
    {
        csv.WriteField(row.Id);
        csv.WriteField(row.Where);
        csv.WriteField(row.Reason);
        csv.WriteField(row.Detail);
        csv.EndRecord();
    }

    public static IEnumerable<DroppedRow> Read(string path, bool hasHeader)
    {
        using var csv = CsvReader.FromFile(path, ManifestFormat.Reading with { HasHeader = hasHeader }, FileOptions.SequentialScan);
        while (csv.Read()) yield return new DroppedRow(csv.GetString(0), csv.GetString(1), csv.GetString(2), csv.GetString(3));
    }
}
