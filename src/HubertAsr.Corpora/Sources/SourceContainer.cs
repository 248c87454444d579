using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora.Sources;

/// <summary>A folder or an archive that holds files of a corpus.</summary>
/// <param name="Number">Its place among all containers.</param>
/// <param name="DiskPath">The folder, or the archive's file.</param>
/// <param name="Entries">Names of nested archives inside that file, from the outermost inwards.</param>
/// <param name="TreePath">Names from the source given by the user down to this container, joined by '/', NFC.</param>
internal sealed record SourceContainer(int Number, string DiskPath, IReadOnlyList<string> Entries, string TreePath)
{
    public bool IsFolder { get; init; }

    /// <summary>Whether it can be read only from its start: its labels were put aside, its audio is in the cache.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>What messages and `dropped.csv` call a file in it.</summary>
    public string Where(string name) => Reference(DiskPath, name);

    /// <summary>How a manifest in <paramref name="folder"/> names a file in it.</summary>
    public string RelativeTo(string folder, string name) => Reference(Path.GetRelativePath(folder, DiskPath), name);

    private string Reference(string path, string name)
    {
        var inside = string.Concat(Entries.Append(name).Select(entry => AudioReference.Separator + entry));
        return DiskNames.Nfc((IsFolder ? $"{path}/{name}" : path + inside).Replace('\\', '/'));
    }
}
