namespace HubertAsr.Corpora.Archives;

/// <summary>An archive whose entries are read where they lie, by any number of threads at once.</summary>
internal abstract class Archive(ByteSource bytes) : IDisposable
{
    protected ByteSource Bytes { get; } = bytes;

    public string Name => Bytes.Name;

    /// <summary>The files of the archive in its own order; none is held.</summary>
    /// <exception cref="InvalidDataException">The archive is broken; the message names the byte.</exception>
    public abstract IEnumerable<ArchiveEntry> Entries();

    /// <summary>The entry at a locator that <see cref="Entries"/> gave.</summary>
    public abstract ArchiveEntry EntryAt(long locator);

    /// <summary>The entry of that name (NFC), or null.</summary>
    public abstract ArchiveEntry? Find(string name);

    /// <summary>The unpacked bytes: a seekable stream of known length that belongs to the caller.</summary>
    /// <exception cref="InvalidDataException">The entry is broken, encrypted, or packed in a way we cannot read.</exception>
    public abstract Stream Open(ArchiveEntry entry);

    /// <summary>The stored bytes of an entry that is not compressed, without a copy.</summary>
    public abstract ByteSource Slice(ArchiveEntry entry);

    public void Dispose()
    {
        Bytes.Dispose();
        GC.SuppressFinalize(this);
    }
}
