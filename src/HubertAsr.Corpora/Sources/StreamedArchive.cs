using System.Formats.Tar;
using System.IO.Compression;
using HubertAsr.Corpora.Archives;
using HubertAsr.Corpora.Caching;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Corpora.Sources;

/// <summary>
/// A `.tar.gz`, which can be read only from its start: one pass puts its labels where they can be found again and decodes its audio into the cache. When only
/// some of the audio is wanted, the labels tell which, and a second pass decodes that.
/// </summary>
internal sealed class StreamedArchive(Catalog catalog, LabelSpill spill, CacheFill cache, PcmCache known, CancellationToken cancellation)
{
    /// <summary>Whether the first pass leaves the audio for a second.</summary>
    public bool IsAudioLater { get; init; }

    public void Add(string path, SourceContainer container)
    {
        if (!IsAudioLater) cache.Announce(path, new FileInfo(path).Length);
        try
        {
            Walk(path, entry => AddEntry(entry, container));
        }
        finally
        {
            cache.Flush();
        }
    }

    /// <summary>Decodes some of the audio of an archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="wanted">By name.</param>
    public void Decode(string path, IReadOnlyDictionary<string, SourceFile> wanted)
    {
        var left = wanted.Count;
        try
        {
            Walk(path, entry =>
            {
                if (wanted.TryGetValue(TarFileArchive.NormalName(entry.Name), out var file)) Decode(file, entry, ref left);
                return left > 0;
            });
        }
        catch (InvalidDataException)
        {
            // The first pass made a fault of it already.
        }
        cache.Flush();
    }

    private void Walk(string path, Func<TarEntry, bool> visit)
    {
        using var file = Permission.Reading(path, name => new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16));
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        long unpacked = 0;
        try
        {
            while (tar.GetNextEntry() is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                cache.Tell(file.Position, file.Length);
                unpacked += entry.Length;
                if (ArchiveEntry.Expands(file.Length, unpacked)) throw new InvalidDataException($"{file.Length} bytes unpack to more than {unpacked}, which no corpus does.");
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && !visit(entry)) return;
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"{path}: near byte {file.Position}: {error.Message} What comes before it is used. Download the archive again, check it with `gzip -t`.", error);
        }
    }

    private bool AddEntry(TarEntry entry, SourceContainer container)
    {
        var name = TarFileArchive.NormalName(entry.Name);
        var kind = FileKinds.Of(name);
        if (new ArchiveEntry(name, entry.Length, entry.Length, 0, 0, true).IsUnsafe)
        {
            catalog.Faults.Add(new SourceFault(container.Where(name), DropReasons.UnsafeName, "the name climbs out of its archive; nothing of that kind belongs to a corpus"));
            return true;
        }
        if (kind is not (FileKind.Audio or FileKind.Label))
        {
            catalog.OtherFiles++;
            return true;
        }
        // Of audio the name is put aside: a label may ask whether it is there.
        var locator = spill.Add(container, name, (kind == FileKind.Label ? entry.DataStream : null) ?? Stream.Null);
        var found = new SourceFile(container, name, entry.Length, locator, 0, true);
        var left = 0;
        if (kind == FileKind.Audio && !IsAudioLater) Decode(found, entry, ref left);
        catalog.Add(found, kind);
        return true;
    }

    private void Decode(SourceFile file, TarEntry entry, ref int left)
    {
        left--;
        if (known.Find(file) is not null) return;
        if (CacheFill.IsLong(file))
        {
            cache.Add(file, () => entry.DataStream ?? Stream.Null);
            return;
        }
        // The tar goes on while the file waits for those that are decoded with it.
        var bytes = new byte[entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        cache.Add(file, () => new MemoryStream(bytes, writable: false));
    }
}
