namespace HubertAsr.Corpora.Sources;

/// <summary>A file of a corpus, in a folder or in an archive.</summary>
/// <param name="Container">What holds it.</param>
/// <param name="Name">Its name there: in an archive the whole name of the entry (NFC), in a folder the file's own, as the disk has it.</param>
/// <param name="Length">Bytes when unpacked.</param>
/// <param name="Locator">By which an archive finds it; in a folder the time of its last change, which tells a new file from an old.</param>
/// <param name="Crc">CRC-32 of its content where the archive keeps one, else 0.</param>
/// <param name="IsCompressed">Whether its middle can be reached only through its beginning.</param>
internal sealed record SourceFile(SourceContainer Container, string Name, long Length, long Locator, uint Crc, bool IsCompressed)
{
    /// <summary>Names from the source down to the file, joined by '/', NFC.</summary>
    public string TreePath => $"{Container.TreePath}/{Archives.DiskNames.Nfc(Name)}";

    public string Where => Container.Where(Name);

    /// <summary>The name without folders and extension, NFC: by it labels and audio find each other.</summary>
    public string Stem => StemOf(Archives.DiskNames.Nfc(Name));

    public static string StemOf(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.LastIndexOf('.');
        return dot > 0 ? name[..dot] : name;
    }
}
