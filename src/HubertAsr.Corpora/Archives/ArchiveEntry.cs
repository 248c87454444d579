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
    /// <summary>Whether a program that unpacked the entry would write outside the folder it unpacks into.</summary>
    public bool IsUnsafe => Name.StartsWith('/') || Name.Split('/').Contains("..") || (Name.Length > 1 && Name[1] == ':');
}
