using System.Text.RegularExpressions;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Sources;

/// <summary>Walks folders and archives, nested as they come, and lists what they hold. One broken archive stops nothing.</summary>
internal sealed partial class SourceScan(ArchiveShelf shelf, Catalog catalog, StreamedArchive? streamed, CancellationToken cancellation)
{
    private const int DeepestNesting = 4;
    private const int FoldersAbove = 4;

    /// <param name="source">A folder or an archive, as the user named it.</param>
    /// <exception cref="FileNotFoundException">There is nothing of that name.</exception>
    /// <exception cref="UnauthorizedAccessException">The source itself is shut to us.</exception>
    public void Add(string source)
    {
        var path = DiskNames.Find(Path.GetFullPath(source))
            ?? throw new FileNotFoundException($"{source}: no such folder or archive. Give the folder into which the corpus was downloaded.", source);
        var name = DiskNames.Nfc(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
        var treePath = $"{NameAbove(path)}/{name}";
        if (Directory.Exists(path))
        {
            _ = Permission.Reading(path, folder => Directory.EnumerateFileSystemEntries(folder).FirstOrDefault());
            AddFolder(new DirectoryInfo(path), treePath);
        }
        else if (!AddArchive(path, [], name, treePath))
        {
            throw new InvalidDataException($"{source}: neither a folder nor an archive we read (.zip, .tar, .tar.gz, .zip.part0). Give the folder that holds it.");
        }
    }

    /// <summary>The folder above a source; where the source lies deeper within AI-Hub's Training or Validation, that one, for it says the split.</summary>
    private static string NameAbove(string path)
    {
        string[] above = [.. DiskNames.Nfc(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) ?? "").Split(Path.DirectorySeparatorChar).TakeLast(FoldersAbove)];
        return above.LastOrDefault(SplitFolder().IsMatch) ?? above[^1];
    }

    [GeneratedRegex(@"^(?:\d+\.)?(?:Training|TRAINING|Validation|VALIDATION)$", RegexOptions.CultureInvariant)]
    private static partial Regex SplitFolder();

    private void AddFolder(DirectoryInfo folder, string treePath)
    {
        cancellation.ThrowIfCancellationRequested();
        FileSystemInfo[] children;
        try
        {
            children = folder.GetFileSystemInfos();
        }
        catch (UnauthorizedAccessException)
        {
            catalog.Faults.Add(new SourceFault(folder.FullName, DropReasons.Archive, "no permission to read this folder; grant it, for example with `chmod -R u+rX`"));
            return;
        }
        Array.Sort(children, (left, right) => string.CompareOrdinal(DiskNames.Nfc(left.Name), DiskNames.Nfc(right.Name)));
        SourceContainer? container = null;
        foreach (var file in children.OfType<FileInfo>().Where(file => !AddArchive(file.FullName, [], file.Name, $"{treePath}/{DiskNames.Nfc(file.Name)}")))
        {
            var kind = FileKinds.Of(file.Name);
            if (kind is FileKind.Other) catalog.OtherFiles++;
            if (kind is FileKind.Other) continue;
            container ??= AddContainer(folder.FullName, [], treePath, isFolder: true);
            catalog.Add(new SourceFile(container, file.Name, file.Length, file.LastWriteTimeUtc.Ticks, 0, false), kind);
        }
        foreach (var child in children.OfType<DirectoryInfo>()) AddFolder(child, $"{treePath}/{DiskNames.Nfc(child.Name)}");
    }

    private bool AddArchive(string diskPath, IReadOnlyList<string> entries, string name, string treePath)
    {
        if (IsLaterPart(diskPath, entries, name)) return true;
        var kind = FileKinds.Of(name);
        if (kind is not (FileKind.Archive or FileKind.StreamedArchive)) return false;
        var where = AudioReferenceOf(diskPath, entries);
        if (kind == FileKind.StreamedArchive && (streamed is null || entries.Count > 0))
        {
            catalog.Faults.Add(new SourceFault(where, DropReasons.Archive, entries.Count > 0
                ? "a .tar.gz inside an archive; unpack the outer one"
                : "a .tar.gz can be read only from its start, which needs the cache; leave --no-cache away, or unpack it"));
            return true;
        }
        if (entries.Count > DeepestNesting)
        {
            catalog.Faults.Add(new SourceFault(where, DropReasons.Archive, $"an archive inside {DeepestNesting} archives; unpack the outer ones"));
            return true;
        }
        try
        {
            if (kind == FileKind.StreamedArchive) streamed!.Add(diskPath, AddContainer(diskPath, entries, treePath, isFolder: false, isStreamed: true));
            else AddEntries(shelf.Open(diskPath, entries), AddContainer(diskPath, entries, treePath, isFolder: false));
        }
        catch (Exception error) when (error is InvalidDataException or UnauthorizedAccessException)
        {
            catalog.Faults.Add(new SourceFault(where, DropReasons.Archive, error.Message));
        }
        return true;
    }

    private void AddEntries(Archive archive, SourceContainer container)
    {
        foreach (var entry in archive.Entries())
        {
            cancellation.ThrowIfCancellationRequested();
            if (entry.IsUnsafe)
            {
                catalog.Faults.Add(new SourceFault(container.Where(entry.Name), DropReasons.UnsafeName, "the name climbs out of its archive; nothing of that kind belongs to a corpus"));
                continue;
            }
            if (entry.IsBomb)
            {
                catalog.Faults.Add(new SourceFault(container.Where(entry.Name), DropReasons.Archive, $"{entry.StoredLength} bytes unpack to {entry.Length}: a zip bomb, or nothing but silence; it is left packed"));
                continue;
            }
            var kind = FileKinds.Of(entry.Name);
            if (kind is FileKind.Audio or FileKind.Label)
                catalog.Add(new SourceFile(container, entry.Name, entry.Length, entry.Locator, entry.Crc, entry.IsCompressed), kind);
            else if (!AddArchive(container.DiskPath, [.. container.Entries, entry.Name], entry.Name, $"{container.TreePath}/{entry.Name}"))
                catalog.OtherFiles++;
        }
    }

    /// <summary>A part that is not the first belongs to the archive that the first one opens; without a first it is a fault.</summary>
    private bool IsLaterPart(string diskPath, IReadOnlyList<string> entries, string name)
    {
        if (!PartNames.IsPart(name) || PartNames.IsFirstPart(name)) return false;
        if (entries.Count == 0)
        {
            var folder = Path.GetDirectoryName(diskPath)!;
            var whole = PartNames.WholeOf(name);
            var siblings = Directory.EnumerateFiles(folder).Select(Path.GetFileName).Where(file => PartNames.IsPart(file!) && PartNames.WholeOf(file!) == whole).ToList();
            if (!siblings.Any(file => PartNames.IsFirstPart(file!)) && siblings.Order(StringComparer.Ordinal).First() == Path.GetFileName(diskPath))
                catalog.Faults.Add(new SourceFault(diskPath, DropReasons.Archive, PartNames.WithoutFirst(diskPath).Message));
        }
        return true;
    }

    private SourceContainer AddContainer(string diskPath, IReadOnlyList<string> entries, string treePath, bool isFolder, bool isStreamed = false)
    {
        var container = new SourceContainer(catalog.Containers.Count, diskPath, entries, treePath) { IsFolder = isFolder, IsStreamed = isStreamed };
        catalog.Containers.Add(container);
        return container;
    }

    private static string AudioReferenceOf(string diskPath, IReadOnlyList<string> entries) =>
        string.Join(AudioReference.Separator, entries.Prepend(diskPath));
}
