using HubertAsr.Corpora.Archives;

namespace HubertAsr.Corpora.Sources;

/// <summary>Finds audio files by the key under which labels ask for them, at 17 bytes a file, and remembers which were asked for.</summary>
internal sealed class AudioIndex
{
    private readonly Catalog _catalog;
    private readonly Func<SourceFile, IEnumerable<string>> _keysOf;
    private readonly ulong[] _hashes;
    private readonly int[] _ordinals;
    private readonly byte[] _isUsed;

    /// <param name="catalog">A finished scan.</param>
    /// <param name="keysOf">The keys of a file; more than one when the families in the sources name audio differently.</param>
    public AudioIndex(Catalog catalog, Func<SourceFile, IEnumerable<string>> keysOf)
    {
        (_catalog, _keysOf) = (catalog, keysOf);
        _isUsed = new byte[catalog.Audio.Count];
        var hashes = new List<ulong>(catalog.Audio.Count);
        var ordinals = new List<int>(catalog.Audio.Count);
        for (var ordinal = 0; ordinal < catalog.Audio.Count; ordinal++)
        {
            foreach (var key in keysOf(catalog.Read(catalog.Audio[ordinal])))
            {
                hashes.Add(NameIndex.Hash(key));
                ordinals.Add(ordinal);
                // A downloader may have written '_' for the blanks of one name and not of the other.
                if (DiskNames.MatchForm(key) is var form && form == key) continue;
                hashes.Add(NameIndex.Hash(form));
                ordinals.Add(ordinal);
            }
        }
        (_hashes, _ordinals) = ([.. hashes], [.. ordinals]);
        Array.Sort(_hashes, _ordinals);
    }

    /// <summary>The files of that key or of one that differs in blanks and '_' alone, in the order of the scan, with their ordinals.</summary>
    public IReadOnlyList<(int Ordinal, SourceFile File)> Find(string key)
    {
        var found = WithHash(NameIndex.Hash(key));
        if (found.Count == 0 && DiskNames.MatchForm(key) is var form && form != key) found = WithHash(NameIndex.Hash(form));
        return found;
    }

    /// <summary>Of several files those that are spelled like the key, if any is.</summary>
    public IReadOnlyList<(int Ordinal, SourceFile File)> Spelled(string key, IReadOnlyList<(int Ordinal, SourceFile File)> files)
    {
        if (files.Count < 2) return files;
        List<(int, SourceFile)> exact = [.. files.Where(candidate => _keysOf(candidate.File).Contains(key))];
        return exact.Count > 0 ? exact : files;
    }

    private IReadOnlyList<(int Ordinal, SourceFile File)> WithHash(ulong hash)
    {
        var at = Array.BinarySearch(_hashes, hash);
        if (at < 0) return [];
        while (at > 0 && _hashes[at - 1] == hash) at--;
        var ordinals = new List<int>();
        for (; at < _hashes.Length && _hashes[at] == hash; at++) ordinals.Add(_ordinals[at]);
        ordinals.Sort();
        return [.. ordinals.Select(ordinal => (ordinal, _catalog.Read(_catalog.Audio[ordinal])))];
    }

    /// <summary>Notes that a label claimed the file. Threads may note the same one.</summary>
    public void MarkUsed(int ordinal) => _isUsed[ordinal] = 1;

    /// <summary>The ordinals that no label claimed, ascending.</summary>
    public IEnumerable<int> Unused()
    {
        for (var ordinal = 0; ordinal < _isUsed.Length; ordinal++)
            if (_isUsed[ordinal] == 0) yield return ordinal;
    }
}
