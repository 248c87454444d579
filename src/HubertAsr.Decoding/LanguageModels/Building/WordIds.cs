namespace HubertAsr.Decoding;

/// <summary>Words by the order in which the text first used them, after the three special ones.</summary>
internal sealed class WordIds
{
    public const uint Unknown = 0;
    public const uint SentenceStart = 1;
    public const uint SentenceEnd = 2;

    private readonly Dictionary<string, uint> _ids = [];
    private readonly Dictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _words = [];
    private readonly List<long> _counts = [];

    public WordIds()
    {
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var special in new[] { "<unk>", "<s>", "</s>" }) Count(special);
    }

    public int Size => _words.Count;

    public string this[uint id] => _words[(int)id];

    /// <summary>The id of a word; counts its use.</summary>
    public uint Count(ReadOnlySpan<char> word)
    {
        if (!_lookup.TryGetValue(word, out var id))
        {
            id = (uint)_words.Count;
            var text = word.ToString();
            _ids.Add(text, id);
            _words.Add(text);
            _counts.Add(0);
        }

        _counts[(int)id]++;
        return id;
    }

    /// <summary>Which words are not among the <paramref name="limit"/> most frequent; earlier ones win ties, special ones always stay.</summary>
    public bool[] Beyond(int limit)
    {
        var beyond = new bool[Size];
        if (limit <= 0) return beyond;
        foreach (var id in Enumerable.Range(3, Size - 3).OrderByDescending(id => _counts[id]).ThenBy(id => id).Skip(limit)) beyond[id] = true;
        return beyond;
    }
}
