using System.Collections.Concurrent;

namespace HubertAsr.Corpora.Archives;

/// <summary>The archives in use, each opened once, whoever asks.</summary>
internal sealed class ArchiveShelf : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Archive>> _archives = new(StringComparer.Ordinal);

    /// <summary>Whether a file of that name is an archive that is read in place, or the first part of one.</summary>
    public static bool IsArchive(string fileName)
    {
        if (PartNames.IsPart(fileName)) return PartNames.IsFirstPart(fileName) && IsArchive(PartNames.WholeOf(fileName));
        return HasExtension(fileName, ".zip") || HasExtension(fileName, ".tar");
    }

    /// <summary>The archive that lies at <paramref name="diskPath"/>, or inside it under <paramref name="entries"/>.</summary>
    /// <exception cref="InvalidDataException">It is no archive, or a broken one.</exception>
    public Archive Open(string diskPath, IEnumerable<string> entries)
    {
        var key = diskPath;
        var archive = Shelve(key, () => OpenOnDisk(diskPath));
        foreach (var entry in entries)
        {
            var outer = archive;
            key += AudioReference.Separator + entry;
            archive = Shelve(key, () => OpenInside(outer, entry));
        }
        return archive;
    }

    public void Dispose()
    {
        foreach (var archive in _archives.Values.Where(archive => archive.IsValueCreated)) archive.Value.Dispose();
    }

    private static Archive OpenOnDisk(string path)
    {
        if (HasExtension(path, ".zip") && File.Exists(Path.ChangeExtension(path, ".z01"))) throw ZipRecords.Volumes(path);
        if (!PartNames.IsFirstPart(Path.GetFileName(path))) return OpenBytes(new FileBytes(path), path);
        var folder = Path.GetDirectoryName(path)!;
        var siblings = new DirectoryInfo(folder).EnumerateFiles().Select(file => (file.Name, file.Length));
        var parts = PartNames.InOrder(Path.GetFileName(path), siblings).Select(part => new FileBytes(Path.Combine(folder, part)));
        return OpenBytes(new JoinedParts(path, [.. parts]), PartNames.WholeOf(path));
    }

    private static Archive OpenInside(Archive outer, string name)
    {
        if (!PartNames.IsFirstPart(name)) return OpenBytes(OpenEntry(outer, name), name);
        var siblings = outer.Entries().Select(entry => (entry.Name, entry.Length));
        var parts = PartNames.InOrder(name, siblings).Select(part => OpenEntry(outer, part));
        return OpenBytes(new JoinedParts($"{outer.Name}{AudioReference.Separator}{name}", [.. parts]), PartNames.WholeOf(name));
    }

    private static ByteSource OpenEntry(Archive outer, string name)
    {
        var entry = outer.Find(name)
            ?? throw new InvalidDataException($"{outer.Name}: holds no entry {name}. Was the archive replaced since `prepare`? Run it again.");
        if (!entry.IsCompressed) return outer.Slice(entry);
        using var unpacked = outer.Open(entry);
        return FileBytes.Spill(unpacked, $"{outer.Name}{AudioReference.Separator}{name}");
    }

    private static Archive OpenBytes(ByteSource bytes, string wholeName)
    {
        try
        {
            return HasExtension(wholeName, ".tar") ? new TarFileArchive(bytes) : new ZipFileArchive(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static bool HasExtension(string fileName, string extension) => fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private Archive Shelve(string key, Func<Archive> open)
    {
        var archive = _archives.GetOrAdd(key, _ => new Lazy<Archive>(open));
        try
        {
            return archive.Value;
        }
        catch
        {
            _archives.TryRemove(key, out _);
            throw;
        }
    }
}
