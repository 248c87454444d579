namespace HubertAsr.Decoding;

/// <summary>Words to favour, each with its bonus, in a trie over the characters of the tokens: one step a token.</summary>
/// <remarks>An open word gets the part of the bonus that it has earned by its length, as in pyctcdecode.</remarks>
internal sealed class Hotwords
{
    private readonly CharacterTrie _trie = new();
    private readonly List<double> _weights = [];
    private readonly Dictionary<string, string> _stems = [];
    private readonly double[] _partial;

    /// <param name="words">Words and their natural-log bonus; a phrase counts word by word.</param>
    /// <param name="spell">The ways in which tokens write a word.</param>
    public Hotwords(IEnumerable<Hotword> words, Func<string, IReadOnlyList<string>> spell)
    {
        foreach (var hotword in words)
            foreach (var word in hotword.Word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                foreach (var spelling in spell(word)) Add(word, spelling, hotword);
        _partial = PartialBonuses();
        MaxWeight = _weights.Count == 0 ? 0 : Math.Max(0, _weights.Max());
    }

    public double MaxWeight { get; }

    /// <summary>The hotword that a word of a text is, or is a form of; null if it is none.</summary>
    public string? StemOf(string word) => _stems.GetValueOrDefault(word);

    public int Step(int node, string characters) => _trie.Step(node, characters);

    /// <summary>The bonus of the hotword that ends at a node; 0 if none does.</summary>
    public double Bonus(int node) => _trie.Value(node) is var index and >= 0 ? _weights[index] : 0;

    /// <summary>The share of the shortest hotword's bonus that an open word at this node has earned.</summary>
    public double PartialBonus(int node) => _partial[node];

    private void Add(string word, string spelling, Hotword hotword)
    {
        var node = _trie.Add(spelling, _weights.Count);
        if (_trie.Value(node) != _weights.Count) return;
        _weights.Add(hotword.Weight);
        _stems[word] = hotword.Stem ?? word;
    }

    private double[] PartialBonuses()
    {
        var shortest = new int[_trie.NodeCount];
        Array.Fill(shortest, -1);
        for (var node = _trie.NodeCount - 1; node > 0; node--)
        {
            // Children have higher numbers, so what is below is known; a word that ends here is shorter than all below.
            if (_trie.Value(node) >= 0) shortest[node] = node;
            var parent = _trie.Parent(node);
            if (shortest[parent] < 0 || _trie.Depth(shortest[node]) <= _trie.Depth(shortest[parent])) shortest[parent] = shortest[node];
        }

        return [.. shortest.Select((end, node) => node == 0 || end < 0 ? 0 : _weights[_trie.Value(end)] * _trie.Depth(node) / _trie.Depth(end))];
    }
}

/// <summary>A word to favour.</summary>
/// <param name="Word">One word, or a phrase of several.</param>
/// <param name="Weight">Natural-log bonus.</param>
/// <param name="Stem">The hotword this is a form of, when a particle was attached; null for the hotword itself.</param>
public sealed record Hotword(string Word, double Weight, string? Stem = null);
