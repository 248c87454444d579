namespace HubertAsr.Decoding;

/// <summary>Every label prefix the search has kept, each once: a prefix is its parent and one more token.</summary>
internal sealed class PrefixTree
{
    public const int Root = 0;
    public const int None = -1;

    private Node[] _nodes = new Node[1024];
    private int[] _buckets = new int[2048];

    public PrefixTree() => Clear();

    private struct Node
    {
        public int Parent;
        public int Token;
        public int NextInBucket;
        public FusedScore Fused;
    }

    public int Count { get; private set; }

    /// <summary>Forgets all prefixes but the empty one; keeps the memory.</summary>
    public void Clear(FusedScore root = default)
    {
        Array.Fill(_buckets, None);
        _nodes[Root] = new Node { Parent = None, Token = None, NextInBucket = None, Fused = root };
        Count = 1;
    }

    public int Parent(int node) => _nodes[node].Parent;

    /// <summary>The last token of the prefix; <see cref="None"/> for the empty one.</summary>
    public int Token(int node) => _nodes[node].Token;

    public ref readonly FusedScore Fused(int node) => ref _nodes[node].Fused;

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
        _nodes[Count] = new Node { Parent = parent, Token = token, NextInBucket = _buckets[bucket], Fused = fused };
        _buckets[bucket] = Count;
        return Count++;
    }

    /// <summary>The labels of a prefix, first to last.</summary>
    public int[] Labels(int node)
    {
        var length = 0;
        for (var at = node; at != Root; at = _nodes[at].Parent) length++;
        var labels = new int[length];
        for (var at = node; at != Root; at = _nodes[at].Parent) labels[--length] = _nodes[at].Token;
        return labels;
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
        Array.Fill(_buckets, None);
        for (var node = 1; node < Count; node++)
        {
            var bucket = Bucket(_nodes[node].Parent, _nodes[node].Token);
            _nodes[node].NextInBucket = _buckets[bucket];
            _buckets[bucket] = node;
        }
    }
}
