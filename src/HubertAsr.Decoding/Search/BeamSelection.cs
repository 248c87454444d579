namespace HubertAsr.Decoding;

/// <summary>A prefix that is not in the tree yet.</summary>
internal readonly record struct NewPrefix(int Parent, int Token, FusedScore Fused);

/// <summary>Collects what may follow a frame and selects the best. Keeps its memory from frame to frame.</summary>
/// <param name="width">How many will be kept.</param>
/// <param name="joinsTwins">Whether entries will be joined before they are ranked: none may be dropped until then.</param>
internal sealed class BeamSelection(int width, bool joinsTwins = false)
{
    private BeamEntry[] _entries = new BeamEntry[512];
    private NewPrefix[] _prefixes = new NewPrefix[512];
    private int _entryCount;
    private int _prefixCount;

    public ref readonly BeamEntry this[int index] => ref _entries[index];

    public int Count => _entryCount;

    /// <summary>An entry below this cannot be among the best: as many better ones are there as will be kept.</summary>
    public double Floor { get; private set; } = double.NegativeInfinity;

    public void Clear()
    {
        _entryCount = _prefixCount = 0;
        Floor = double.NegativeInfinity;
    }

    public void Add(in BeamEntry entry)
    {
        if (!joinsTwins && _entryCount >= (long)width * 2) DropWorst();
        if (_entryCount == _entries.Length) Array.Resize(ref _entries, _entryCount * 2);
        _entries[_entryCount++] = entry;
    }

    /// <summary>Finds the floor once as many entries as will be kept are there.</summary>
    public void RaiseFloor()
    {
        if (joinsTwins || _entryCount < width) return;
        DropWorst();
    }

    /// <summary>Adds an entry whose prefix becomes a node only if it is selected; until then its node is negative.</summary>
    public void Add(in BeamEntry entry, in NewPrefix prefix)
    {
        if (_prefixCount == _prefixes.Length) Array.Resize(ref _prefixes, _prefixCount * 2);
        _prefixes[_prefixCount] = prefix;
        Add(entry);
        _entries[_entryCount - 1].Node = ~_prefixCount++;
    }

    /// <summary>Replaces an entry.</summary>
    public void Put(int index, in BeamEntry entry) => _entries[index] = entry;

    /// <summary>Forgets the entries from <paramref name="count"/> on.</summary>
    public void CutTo(int count) => _entryCount = count;

    public ref readonly NewPrefix NewPrefix(int node) => ref _prefixes[~node];

    /// <summary>Moves the best entries of at least <paramref name="threshold"/> to the front.</summary>
    /// <returns>How many they are, at most the width.</returns>
    public int Select(double threshold)
    {
        var count = 0;
        for (var i = 0; i < _entryCount; i++)
            if (_entries[i].Score >= threshold) _entries[count++] = _entries[i];
        if (count <= width) return count;
        PartitionBest(count);
        return width;
    }

    private void DropWorst()
    {
        if (_entryCount > width) PartitionBest(_entryCount);
        _entryCount = width;
        for (var i = 0; i < width; i++) Floor = i == 0 ? _entries[0].Score : Math.Min(Floor, _entries[i].Score);
    }

    /// <summary>Quickselect: the first <c>width</c> of <paramref name="count"/> entries become the best ones, in no order.</summary>
    private void PartitionBest(int count)
    {
        int low = 0, high = count - 1;
        while (low < high)
        {
            var pivot = _entries[low + (high - low) / 2].Score;
            int left = low, right = high;
            while (left <= right)
            {
                while (_entries[left].Score > pivot) left++;
                while (_entries[right].Score < pivot) right--;
                if (left > right) break;
                (_entries[left], _entries[right]) = (_entries[right], _entries[left]);
                left++;
                right--;
            }

            if (width - 1 <= right) high = right;
            else if (width - 1 >= left) low = left;
            else return;
        }
    }
}
