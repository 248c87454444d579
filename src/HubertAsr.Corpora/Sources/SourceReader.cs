using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora.Sources;

/// <summary>Opens what the catalog lists; any thread.</summary>
internal sealed class SourceReader(ArchiveShelf shelf, LabelSpill spill)
{
    /// <returns>A seekable stream of known length that belongs to the caller.</returns>
    public Stream Open(SourceFile file)
    {
        var container = file.Container;
        if (container.IsFolder) return Permission.Reading(Path.Combine(container.DiskPath, file.Name), path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 14));
        if (container.IsStreamed) return spill.Open(file.Locator, file.Length);
        var archive = shelf.Open(container.DiskPath, container.Entries);
        return archive.Open(archive.EntryAt(file.Locator));
    }

    /// <summary>The file of that name beside another, or null.</summary>
    /// <param name="container">A folder or archive.</param>
    /// <param name="name">Its whole name in the archive; in a folder, relative to it.</param>
    public Stream? OpenBeside(SourceContainer container, string name)
    {
        if (container.IsFolder) return DiskNames.Find(Path.Combine(container.DiskPath, name)) is { } path && File.Exists(path) ? File.OpenRead(path) : null;
        if (container.IsStreamed) return spill.Find(container, name);
        var archive = shelf.Open(container.DiskPath, container.Entries);
        return archive.Find(name) is { } entry ? archive.Open(entry) : null;
    }
}
