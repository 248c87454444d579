namespace HubertAsr.Corpora.Archives;

/// <summary>What every way of reading an entry has in common: a known length, any position, nothing to write.</summary>
/// <param name="name">What messages call it.</param>
/// <param name="length">Bytes.</param>
internal abstract class EntryStream(string name, long length) : Stream
{
    private long _position;

    /// <summary>What messages call it.</summary>
    protected string Name { get; } = name;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException($"{Name}: a position before the start");
    }

    public sealed override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Length - _position);
        if (count <= 0) return 0;
        var read = ReadAt(_position, buffer[..count]);
        _position += read;
        return read;
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads at least one byte; <paramref name="buffer"/> is not empty and ends within the entry.</summary>
    /// <exception cref="InvalidDataException">There is none, though the length promised it.</exception>
    protected abstract int ReadAt(long position, Span<byte> buffer);
}
