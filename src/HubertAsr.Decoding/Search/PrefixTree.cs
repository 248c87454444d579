namespace HubertAsr.Decoding;

/// <summary>Every label prefix the search has kept, each once: a prefix is its parent and one more token, which has the higher number.</summary>
internal sealed class PrefixTree
{
    public const int Root = 0;
    public const int None = -1;

    /// <summary>How far behind what all living prefixes share a search may still look back, labels: no word is longer.</summary>
    private const int LabelsBehind = 64;

    private readonly TokenTable? _table;
    private readonly List<int> _settled = [];
    private Node[] _nodes = new Node[1024];
    private int[] _buckets = new int[2048];
    private int[] _moved = [];

    /// <param name="table">Writes the text of each prefix; null where it need not be known.</param>
    public PrefixTree(TokenTable? table = null)
    {
        _table = table;
        Clear();
    }

    private struct Node
    {
        public int Parent;
        public int Token;
        public int NextInBucket;
        public ulong Text;
        public FusedScore Fused;
    }

    public int Count { get; private set; }

    /// <summary>Forgets all prefixes but the empty one; keeps the memory.</summary>
    public void Clear(FusedScore root = default)
    {
        Array.Fill(_buckets, None);
        _settled.Clear();
        _nodes[Root] = new Node { Parent = None, Token = None, NextInBucket = None, Text = TextKey.Empty, Fused = root };
        Count = 1;
    }

    public int Parent(int node) => _nodes[node].Parent;

    /// <summary>The last token of the prefix; <see cref="None"/> for the empty one.</summary>
    public int Token(int node) => _nodes[node].Token;

    /// <summary>What the prefix writes, a <see cref="TextKey"/>; 0 without a table.</summary>
    public ulong Text(int node) => _nodes[node].Text;

    public ref readonly FusedScore Fused(int node) => ref _nodes[node].Fused;

    /// <summary>The same, to be changed.</summary>
    public ref FusedScore FusedOf(int node) => ref _nodes[node].Fused;

    /// <summary>The prefix one token longer, or <see cref="None"/> if the search never kept it.</summary>
    public int FindChild(int parent, int token)
    {
        var node = _buckets[Bucket(parent, token)];
        while (node != None && (_nodes[node].Parent != parent || _nodes[node].Token != token)) node = _nodes[node].NextInBucket;
        return node;
    }

    /// <summary>Adds a prefix that <see cref="FindChild"/> did not find.</summary>
    public int AddChild(int parent, int token, in FusedScore fused)
    {
        if (Count == _nodes.Length) Grow();
        var bucket = Bucket(parent, token);
        _nodes[Count] = new Node { Parent = parent, Token = token, NextInBucket = _buckets[bucket], Text = _table?.Extend(_nodes[parent].Text, token) ?? 0, Fused = fused };
        _buckets[bucket] = Count;
        return Count++;
    }

    /// <summary>The labels of a prefix, first to last.</summary>
    public int[] Labels(int node)
    {
        var length = _settled.Count;
        for (var at = node; at != Root; at = _nodes[at].Parent) length++;
        var labels = new int[length];
        _settled.CopyTo(labels);
        for (var at = node; at != Root; at = _nodes[at].Parent) labels[--length] = _nodes[at].Token;
        return labels;
    }

    /// <summary>The longest prefix that two others begin with.</summary>
    public int CommonPrefix(int node, int other)
    {
        while (node != other)
        {
            if (node > other) node = _nodes[node].Parent;
            else other = _nodes[other].Parent;
        }

        return node;
    }

    /// <summary>
    /// Forgets every prefix that no living one begins with. What all of them begin with stays as labels alone but for its end, and the root then stands for it:
    /// the memory of a search does not grow with the length of its text.
    /// </summary>
    /// <param name="living">The prefixes that are alive; become their new numbers.</param>
    public void Forget(Span<int> living)
    {
        var shared = living[0];
        foreach (var node in living) shared = CommonPrefix(shared, node);
        for (var i = 0; i < LabelsBehind && shared != Root; i++) shared = _nodes[shared].Parent;

        if (_moved.Length < Count) _moved = new int[_nodes.Length];
        Array.Fill(_moved, None, 0, Count);
        foreach (var node in living)
            for (var at = node; at != shared && _moved[at] == None; at = _nodes[at].Parent) _moved[at] = at;
        Settle(shared);
        Renumber(shared);
        foreach (ref var node in living) node = _moved[node];
    }

    private void Settle(int node)
    {
        var from = _settled.Count;
        for (var at = node; at != Root; at = _nodes[at].Parent) _settled.Add(_nodes[at].Token);
        _settled.Reverse(from, _settled.Count - from);
    }

    private void Renumber(int root)
    {
        _moved[root] = Root;
        _nodes[Root] = _nodes[root] with { Parent = None, Token = None };
        var count = 1;
        for (var node = root + 1; node < Count; node++)
        {
            if (_moved[node] == None) continue;
            _nodes[count] = _nodes[node] with { Parent = _moved[_nodes[node].Parent] };
            _moved[node] = count++;
        }

        Count = count;
        Rehash();
    }

    private int Bucket(int parent, int token)
    {
        var hash = (ulong)(uint)parent * 0x9E3779B97F4A7C15UL + (ulong)(uint)token * 0xC2B2AE3D27D4EB4FUL;
        return (int)((hash >> 32) & (ulong)(_buckets.Length - 1));
    }

    private void Grow()
    {
        Array.Resize(ref _nodes, _nodes.Length * 2);
        _buckets = new int[_nodes.Length * 2];
        Rehash();
    }

    private void Rehash()
    {
        Array.Fill(_buckets, None);
        for (var node = 1; node < Count; node++)
        {
            var bucket = Bucket(_nodes[node].Parent, _nodes[node].Token);
            _nodes[node].NextInBucket = _buckets[bucket];
            _buckets[bucket] = node;
        }
    }
}
