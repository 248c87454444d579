using System.Formats.Tar;
using System.IO.Compression;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Caching;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Sources;

/// <summary>
/// A `.tar.gz`, which can be read only from its start: one pass puts its labels where they can be found again and decodes its audio into the cache.
/// </summary>
internal sealed class StreamedArchive(Catalog catalog, LabelSpill spill, CacheFill cache, PcmCache known, CancellationToken cancellation)
{
    public void Add(string path, SourceContainer container)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (Next(tar, path, file) is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
            AddEntry(entry, container, path, file);
        }
    }

    private void AddEntry(TarEntry entry, SourceContainer container, string path, FileStream file)
    {
        var name = TarFileArchive.NormalName(entry.Name);
        var kind = FileKinds.Of(name);
        if (new ArchiveEntry(name, entry.Length, entry.Length, 0, 0, true).IsUnsafe)
        {
            catalog.Faults.Add(new SourceFault(container.Where(name), DropReasons.UnsafeName, "the name climbs out of its archive; nothing of that kind belongs to a corpus"));
            return;
        }
        if (kind is not (FileKind.Audio or FileKind.Label))
        {
            catalog.OtherFiles++;
            return;
        }
        try
        {
            var locator = kind == FileKind.Label ? spill.Add(container, name, entry.DataStream ?? Stream.Null) : 0;
            var found = new SourceFile(container, name, entry.Length, locator, 0, true);
            if (kind == FileKind.Audio && known.Find(found) is null) cache.Decode(found, () => entry.DataStream ?? Stream.Null);
            catalog.Add(found, kind);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw Broken(path, file, error);
        }
    }

    private static TarEntry? Next(TarReader tar, string path, FileStream file)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Broken(path, file, error);
        }
    }

    private static InvalidDataException Broken(string path, FileStream file, Exception error) =>
        new($"{path}: near byte {file.Position}: {error.Message} What comes before it is used. Download the archive again, check it with `gzip -t`.", error);
}
