using CsvHelper;

namespace HubertAsr.Corpora;

/// <summary>How every CSV of this room is written and read: the same bytes on every machine.</summary>
internal static class ManifestFormat
{
    public static CsvWriterOptions Writing { get; } = new() { NewLine = "\n" };

    /// <summary>Excel shows Hangul in a CSV only after a byte order mark; manifests are for programs and carry none.</summary>
    public static CsvWriterOptions WritingForPeople { get; } = new() { NewLine = "\n", WriteByteOrderMark = true };

    public static CsvReaderOptions Reading { get; } = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        DetectSeparatorHint = false,
    };
}
