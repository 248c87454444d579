namespace HubertAsr.Corpora.Archives;

/// <summary>A source read front to back in large blocks, for one thread: a directory of 220,000 records costs a few reads of the disk.</summary>
internal sealed class ReadAheadBytes(ByteSource source, long end) : ByteSource(source.Name)
{
    private readonly byte[] _block = new byte[1 << 18];
    private long _blockStart;
    private int _blockLength;

    public override long Length { get; } = end;

    public override int Read(long offset, Span<byte> destination)
    {
        if (offset < _blockStart || offset >= _blockStart + _blockLength)
        {
            _blockStart = offset;
            _blockLength = offset >= Length ? 0 : source.Read(offset, _block.AsSpan(0, (int)Math.Min(_block.Length, Length - offset)));
        }
        var at = (int)(offset - _blockStart);
        var count = Math.Min(destination.Length, _blockLength - at);
        if (count <= 0) return 0;
        _block.AsSpan(at, count).CopyTo(destination);
        return count;
    }
}
