using System.Globalization;


namespace HubertAsr.Corpora;

/// <summary>The columns every manifest of ours has, in the order in which they are written.</summary>
internal static class ManifestColumns
{
    public static readonly string[] Known =
        ["id", "audio", "start", "samples", "rate", "text", "raw", "corpus", "subset", "split", "speaker", "sex", "age", "region", "device", "flags"];

    /// <summary>Without these a row means nothing.</summary>
    public static readonly string[] Required = ["id", "audio", "text"];

    /// <summary>The values of one row in the order of <see cref="Known"/>.</summary>
    public static string[] Values(Utterance row) =>
    [
        row.Id, row.Audio, Number(row.Start), Number(row.Samples), Number(row.Rate), row.Text, row.Raw, row.Corpus,
        row.Subset, row.Split, row.Speaker, row.Sex, row.Age, row.Region, row.Device, row.Flags,
    ];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
