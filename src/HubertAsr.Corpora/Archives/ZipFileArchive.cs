using System.Buffers.Binary;

namespace HubertAsr.Corpora.Archives;

/// <summary>
/// A zip. The framework's reader holds an object an entry (a delivered zip has 220,000), serves one thread and takes names in one
/// encoding; this one holds nothing but, on demand, 16 bytes an entry.
/// </summary>
internal sealed class ZipFileArchive : Archive
{
    private const int Stored = 0;
    private const int Deflated = 8;
    private readonly long _start;
    private readonly long _end;
    private readonly long _shift;
    private readonly Lazy<NameIndex> _names;

    public ZipFileArchive(ByteSource bytes)
        : base(bytes)
    {
        (_start, _end, _shift) = ZipRecords.FindDirectory(bytes);
        _names = new Lazy<NameIndex>(() => new NameIndex(Entries().Select(entry => (entry.Name, entry.Locator))));
    }

    public override IEnumerable<ArchiveEntry> Entries()
    {
        using var directory = new ReadAheadBytes(Bytes, _end);
        for (var at = _start; at < _end;)
        {
            (var entry, at) = ZipRecords.ReadEntry(directory, at, _end);
            if (!entry.Name.EndsWith('/')) yield return entry;
        }
    }

    public override ArchiveEntry EntryAt(long locator) => ZipRecords.ReadEntry(Bytes, locator, _end).Entry;

    public override ArchiveEntry? Find(string name)
    {
        var (start, end) = _names.Value.Places(name);
        for (var place = start; place < end; place++)
        {
            var entry = EntryAt(_names.Value[place]);
            if (entry.Name == name) return entry;
        }
        return null;
    }

    public override Stream Open(ArchiveEntry entry)
    {
        var (method, start) = Locate(entry);
        return method == Stored
            ? Bytes.OpenStream(start, entry.Length)
            : new InflatingStream(() => Bytes.OpenStream(start, entry.StoredLength), entry, $"{Name}!/{entry.Name}");
    }

    public override ByteSource Slice(ArchiveEntry entry) => new SlicedBytes(Bytes, Locate(entry).Start, entry.Length, $"{Name}!/{entry.Name}");

    private (int Method, long Start) Locate(ArchiveEntry entry)
    {
        var (method, isEncrypted, header) = ZipRecords.ReadPacking(Bytes, entry);
        if (isEncrypted) throw new InvalidDataException($"{Name}!/{entry.Name}: encrypted. Unpack the archive with its password and give the folder.");
        if (method is not (Stored or Deflated))
        {
            throw new InvalidDataException(
                $"{Name}!/{entry.Name}: packed by zip method {method}; we read stored and deflated entries. Unpack the archive with 7-Zip and give the folder.");
        }
        if (method == Stored && entry.StoredLength != entry.Length)
            throw new InvalidDataException($"{Name}!/{entry.Name}: stored in {entry.StoredLength} bytes but {entry.Length} long. The archive is corrupt: download it again.");
        Span<byte> local = stackalloc byte[30];
        Bytes.ReadExactly(header + _shift, local);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != 0x04034B50)
            throw new InvalidDataException($"{Name}: byte {header + _shift}: no zip entry, though the directory places {entry.Name} there. The archive is corrupt: download it again.");
        var start = header + _shift + 30 + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        return (method, start);
    }
}
