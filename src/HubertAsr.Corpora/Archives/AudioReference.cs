namespace HubertAsr.Corpora.Archives;

/// <summary>Where a file lies: on disk, or in an archive on disk, or in an archive in an archive.</summary>
/// <param name="DiskPath">The file on disk.</param>
/// <param name="Entries">Names inside, from the outermost archive inwards; none for a plain file.</param>
internal readonly record struct AudioReference(string DiskPath, IReadOnlyList<string> Entries)
{
    /// <summary>What stands between an archive and its entry.</summary>
    public const string Separator = "!/";

    /// <summary>Takes a reference apart. A folder may hold '!' in its name: an archive ends where the path so far is a file.</summary>
    /// <exception cref="FileNotFoundException">Nothing of that name is on disk.</exception>
    public static AudioReference Parse(string reference)
    {
        for (var at = reference.IndexOf(Separator, StringComparison.Ordinal); at >= 0; at = reference.IndexOf(Separator, at + 1, StringComparison.Ordinal))
        {
            if (DiskNames.Find(reference[..at]) is { } archive && File.Exists(archive))
                return new AudioReference(archive, reference[(at + Separator.Length)..].Split(Separator));
        }
        var file = DiskNames.Find(reference)
            ?? throw new FileNotFoundException($"{reference}: no such file. Was the corpus moved since `prepare`? Run it again, or put the corpus back.", reference);
        return new AudioReference(file, []);
    }
}
