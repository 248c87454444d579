namespace HubertAsr.Decoding;

/// <summary>Where each prefix stands in the beam, and which of its children stand there too. Keeps its memory.</summary>
/// <param name="labelCount">Labels that a child may have.</param>
internal sealed class BeamLinks(int labelCount)
{
    private readonly int[] _childMark = new int[labelCount];
    private int[] _slotOfNode = [];
    private int[] _firstChild = [];
    private int[] _nextSibling = [];
    private int _mark;

    /// <summary>The slot of a prefix, or <see cref="PrefixTree.None"/>.</summary>
    public int SlotOf(int node) => _slotOfNode[node];

    /// <summary>Forgets every prefix.</summary>
    public void Clear() => Array.Fill(_slotOfNode, PrefixTree.None);

    /// <summary>Forgets the prefixes of a beam.</summary>
    public void Unlink(ReadOnlySpan<BeamEntry> beam)
    {
        foreach (ref readonly var entry in beam) _slotOfNode[entry.Node] = PrefixTree.None;
    }

    /// <summary>Takes the prefixes of a beam; those of the one before must be forgotten.</summary>
    public void Link(ReadOnlySpan<BeamEntry> beam, PrefixTree tree)
    {
        if (_slotOfNode.Length < tree.Count) Grow(tree.Count);
        if (_firstChild.Length < beam.Length) (_firstChild, _nextSibling) = (new int[beam.Length * 2], new int[beam.Length * 2]);
        for (var slot = 0; slot < beam.Length; slot++)
        {
            _slotOfNode[beam[slot].Node] = slot;
            _firstChild[slot] = PrefixTree.None;
        }

        for (var slot = 0; slot < beam.Length; slot++)
        {
            if (beam[slot].Node == PrefixTree.Root) continue;
            var parentSlot = SlotOf(tree.Parent(beam[slot].Node));
            if (parentSlot == PrefixTree.None) continue;
            _nextSibling[slot] = _firstChild[parentSlot];
            _firstChild[parentSlot] = slot;
        }
    }

    /// <summary>Marks the labels of the children of one prefix; those of the prefix before are marked no more.</summary>
    public void MarkChildren(int slot, ReadOnlySpan<BeamEntry> beam, PrefixTree tree)
    {
        _mark++;
        for (var child = _firstChild[slot]; child != PrefixTree.None; child = _nextSibling[child]) _childMark[tree.Token(beam[child].Node)] = _mark;
    }

    public bool IsMarked(int label) => _childMark[label] == _mark;

    private void Grow(int nodeCount)
    {
        var length = _slotOfNode.Length;
        Array.Resize(ref _slotOfNode, Math.Max(1024, Math.Max(nodeCount, length * 2)));
        Array.Fill(_slotOfNode, PrefixTree.None, length, _slotOfNode.Length - length);
    }
}
