using System.Formats.Tar;
using System.Text;

namespace HubertAsr.Corpora.Archives;

/// <summary>A tar that is not compressed: its entries lie in it as they are. A locator is the first byte of an entry's content.</summary>
internal sealed class TarFileArchive : Archive
{
    private readonly Lazy<Dictionary<string, ArchiveEntry>> _byName;
    private readonly Lazy<Dictionary<long, ArchiveEntry>> _byLocator;

    public TarFileArchive(ByteSource bytes)
        : base(bytes)
    {
        _byName = new(() => Entries().GroupBy(entry => entry.Name).ToDictionary(group => group.Key, group => group.Last()));
        _byLocator = new(() => Entries().GroupBy(entry => entry.Locator).ToDictionary(group => group.Key, group => group.Last()));
    }

    public override IEnumerable<ArchiveEntry> Entries()
    {
        using var reader = new TarReader(Bytes.OpenStream(0, Bytes.Length));
        while (Next(reader) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)) continue;
            if (entry.DataOffset + entry.Length > Bytes.Length)
                throw new InvalidDataException($"{Name}: ends at byte {Bytes.Length}; {entry.Name} should go on to byte {entry.DataOffset + entry.Length}. The archive is cut short: download it again.");
            yield return new ArchiveEntry(NormalName(entry.Name), entry.Length, entry.Length, entry.DataOffset, 0, false);
        }
    }

    public override ArchiveEntry EntryAt(long locator) => _byLocator.Value[locator];

    public override ArchiveEntry? Find(string name) => _byName.Value.TryGetValue(name, out var entry) ? entry : null;

    public override Stream Open(ArchiveEntry entry) => Bytes.OpenStream(entry.Locator, entry.Length);

    public override ByteSource Slice(ArchiveEntry entry) => new SlicedBytes(Bytes, entry.Locator, entry.Length, $"{Name}!/{entry.Name}");

    /// <summary>The name as we write it: NFC, without the `./` that tar likes.</summary>
    internal static string NormalName(string name)
    {
        if (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
        return name.IsNormalized() ? name : name.Normalize(NormalizationForm.FormC);
    }

    private TarEntry? Next(TarReader reader)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"{Name}: {error.Message} The archive is corrupt or cut short: download it again, check it with `tar -tf`.", error);
        }
    }
}
