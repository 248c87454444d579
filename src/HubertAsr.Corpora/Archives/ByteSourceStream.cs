namespace HubertAsr.Corpora.Archives;

/// <summary>A position in a byte source. Every reader has its own; none disposes the source.</summary>
internal sealed class ByteSourceStream(ByteSource source, long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException($"{source.Name}: a position before the start");
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Length - _position);
        if (count <= 0) return 0;
        var read = source.Read(start + _position, buffer[..count]);
        if (read == 0)
        {
            throw new InvalidDataException(
                $"{source.Name}: ends at byte {source.Length}; an entry should go on to byte {start + Length}. The file is cut short: download it again.");
        }
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
}
