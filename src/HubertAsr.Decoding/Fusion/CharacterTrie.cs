using System.Numerics;

namespace HubertAsr.Decoding;

/// <summary>Words by their characters, as the tokens of a vocabulary write them. One hash probe a step.</summary>
internal sealed class CharacterTrie
{
    public const int Root = 0;
    public const int Dead = -1;
    private const int NoValue = -1;

    private readonly List<int> _values = [NoValue];
    private readonly List<int> _parents = [Dead];
    private readonly List<int> _depths = [0];
    private readonly List<char> _lasts = [default];
    private ulong[] _keys = new ulong[1024];
    private int[] _children = new int[1024];

    /// <summary>Nodes, the root included.</summary>
    public int NodeCount => _values.Count;

    /// <summary>The node after one more character, or <see cref="Dead"/>.</summary>
    public int Step(int node, char character)
    {
        if (node < 0) return Dead;
        var key = Key(node, character);
        for (var slot = Slot(key); ; slot = (slot + 1) & (_keys.Length - 1))
        {
            if (_keys[slot] == key) return _children[slot];
            if (_keys[slot] == 0) return Dead;
        }
    }

    /// <summary>The node after the characters of a token, or <see cref="Dead"/>.</summary>
    public int Step(int node, ReadOnlySpan<char> characters)
    {
        foreach (var character in characters) node = Step(node, character);
        return node;
    }

    /// <summary>The value of the word that ends here, or −1.</summary>
    public int Value(int node) => node < 0 ? NoValue : _values[node];

    public int Parent(int node) => _parents[node];

    /// <summary>The character that leads to a node.</summary>
    public char Last(int node) => _lasts[node];

    /// <summary>Characters from the root.</summary>
    public int Depth(int node) => _depths[node];

    /// <summary>Adds a word; one that is there already keeps its value.</summary>
    /// <returns>The node of its last character.</returns>
    public int Add(string word, int value)
    {
        var node = Root;
        foreach (var character in word)
        {
            var next = Step(node, character);
            node = next == Dead ? AddNode(node, character) : next;
        }

        if (_values[node] == NoValue) _values[node] = value;
        return node;
    }

    private int AddNode(int parent, char character)
    {
        if (_values.Count * 2 > _keys.Length) Grow();
        _values.Add(NoValue);
        _parents.Add(parent);
        _depths.Add(_depths[parent] + 1);
        _lasts.Add(character);
        Insert(Key(parent, character), _values.Count - 1);
        return _values.Count - 1;
    }

    private void Insert(ulong key, int child)
    {
        var slot = Slot(key);
        while (_keys[slot] != 0) slot = (slot + 1) & (_keys.Length - 1);
        _keys[slot] = key;
        _children[slot] = child;
    }

    private void Grow()
    {
        var (keys, children) = (_keys, _children);
        _keys = new ulong[keys.Length * 2];
        _children = new int[keys.Length * 2];
        for (var i = 0; i < keys.Length; i++)
            if (keys[i] != 0) Insert(keys[i], children[i]);
    }

    // No character of a word is U+0000, so no key is 0.
    private static ulong Key(int node, char character) => ((ulong)(uint)node << 16) | character;

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> (64 - BitOperations.Log2((uint)_keys.Length)));
}
