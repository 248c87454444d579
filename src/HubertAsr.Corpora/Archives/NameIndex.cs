using System.Text;

namespace HubertAsr.Corpora.Archives;

/// <summary>Finds entries by name at 16 bytes an entry: sorted hashes and locators. Whoever asks compares the name found.</summary>
internal sealed class NameIndex
{
    private readonly ulong[] _hashes;
    private readonly long[] _locators;

    public NameIndex(IEnumerable<(string Name, long Locator)> entries)
    {
        var hashes = new List<ulong>();
        var locators = new List<long>();
        foreach (var (name, locator) in entries)
        {
            hashes.Add(Hash(name));
            locators.Add(locator);
        }
        (_hashes, _locators) = ([.. hashes], [.. locators]);
        Array.Sort(_hashes, _locators);
    }

    public int Count => _hashes.Length;

    /// <summary>The locator at a place of the sorted index.</summary>
    public long this[int place] => _locators[place];

    /// <summary>The half-open range of places whose names have the hash of this one.</summary>
    public (int Start, int End) Places(string name)
    {
        var hash = Hash(name);
        var found = Array.BinarySearch(_hashes, hash);
        if (found < 0) return (0, 0);
        var (start, end) = (found, found + 1);
        while (start > 0 && _hashes[start - 1] == hash) start--;
        while (end < _hashes.Length && _hashes[end] == hash) end++;
        return (start, end);
    }

    /// <summary>FNV-1a over UTF-8, its bits mixed: the same on every machine and in every run.</summary>
    public static ulong Hash(string name)
    {
        var buffer = name.Length <= 256 ? stackalloc byte[768] : new byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        var hash = 14695981039346656037UL;
        foreach (var value in buffer[..Encoding.UTF8.GetBytes(name, buffer)]) hash = (hash ^ value) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        return hash ^ (hash >> 33);
    }
}
