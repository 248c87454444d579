namespace HubertAsr.Corpora.Preparation;

/// <summary>Which of many hashes occur more than once, at eight bytes each until all are known.</summary>
internal sealed class RepeatedHashes
{
    private readonly List<ulong> _all = [];
    private HashSet<ulong> _repeated = [];

    /// <summary>How many; after <see cref="Finish"/>.</summary>
    public int Count => _repeated.Count;

    public void Add(ulong hash) => _all.Add(hash);

    /// <summary>Forgets those that occurred once.</summary>
    public void Finish()
    {
        _all.Sort();
        _repeated = [.. _all.Where((hash, index) => index > 0 && _all[index - 1] == hash)];
        _all.Clear();
        _all.TrimExcess();
    }

    public bool Contains(ulong hash) => _repeated.Contains(hash);
}
