namespace HubertAsr.Corpora.Archives;

/// <summary>A file in an archive.</summary>
/// <param name="Name">NFC, directories separated by '/'.</param>
/// <param name="Length">Bytes when unpacked.</param>
/// <param name="StoredLength">Bytes in the archive; equal to <paramref name="Length"/> when the entry is not compressed.</param>
/// <param name="Locator">By which the archive finds the entry again.</param>
/// <param name="Crc">CRC-32 of the unpacked bytes; 0 where the archive keeps none.</param>
/// <param name="IsCompressed">Whether its middle can be reached only through its beginning.</param>
internal readonly record struct ArchiveEntry(string Name, long Length, long StoredLength, long Locator, uint Crc, bool IsCompressed)
{
    /// <summary>Of speech and JSON, deflate leaves a twentieth at the least; only long silence and zip bombs come to less than this part.</summary>
    private const long LargestExpansion = 100;

    private const long SmallestBombBytes = 64 << 20;

    /// <summary>Whether the entry fills a disk and holds nothing.</summary>
    public bool IsBomb => IsCompressed && Expands(StoredLength, Length);

    /// <summary>Whether so few bytes unpack to so many that nothing but a bomb does it.</summary>
    public static bool Expands(long packed, long unpacked) => unpacked > SmallestBombBytes && unpacked / LargestExpansion > packed;

    /// <summary>Whether a program that unpacked the entry would write outside the folder it unpacks into.</summary>
    public bool IsUnsafe => Name.StartsWith('/') || Name.Split('/').Contains("..") || (Name.Length > 1 && Name[1] == ':');
}
