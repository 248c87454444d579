namespace HubertAsr.Corpora.Archives;

/// <summary>An archive that was delivered in parts, read as one without copying.</summary>
internal sealed class JoinedParts : ByteSource
{
    private readonly ByteSource[] _parts;
    private readonly long[] _ends;

    /// <param name="name">What messages call the whole: the name of its first part.</param>
    /// <param name="parts">In order, none missing (<see cref="PartNames"/>).</param>
    public JoinedParts(string name, IReadOnlyList<ByteSource> parts)
        : base(name)
    {
        _parts = [.. parts];
        _ends = new long[_parts.Length];
        for (var index = 0; index < _parts.Length; index++) _ends[index] = (index > 0 ? _ends[index - 1] : 0) + _parts[index].Length;
    }

    public override long Length => _ends[^1];

    public override int Read(long offset, Span<byte> destination)
    {
        if (offset >= Length || destination.IsEmpty) return 0;
        var index = Array.BinarySearch(_ends, offset);
        index = index >= 0 ? index + 1 : ~index;
        while (_parts[index].Length == 0) index++;
        return _parts[index].Read(offset - (_ends[index] - _parts[index].Length), destination);
    }

    public override void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
        base.Dispose();
    }
}
