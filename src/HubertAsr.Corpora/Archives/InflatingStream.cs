using System.IO.Compression;

namespace HubertAsr.Corpora.Archives;

/// <summary>
/// The unpacked bytes of a deflated entry: never more than the directory promised, checked against its CRC when read to the end in one go.
/// Seeking forward unpacks and forgets; seeking back starts again.
/// </summary>
internal sealed class InflatingStream(Func<Stream> openPacked, ArchiveEntry entry, string name) : Stream
{
    private DeflateStream? _inflater;
    private Crc32 _crc;
    private long _inflated;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => entry.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException($"{name}: a position before the start");
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position >= Length || buffer.IsEmpty) return 0;
        GoToPosition();
        var read = Inflate(buffer[..(int)Math.Min(buffer.Length, Length - _position)]);
        _position = _inflated;
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

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inflater?.Dispose();
        base.Dispose(disposing);
    }

    private void GoToPosition()
    {
        if (_inflater is null || _position < _inflated)
        {
            _inflater?.Dispose();
            _inflater = new DeflateStream(openPacked(), CompressionMode.Decompress);
            _crc = default;
            _inflated = 0;
        }
        Span<byte> skipped = _position - _inflated > 0 ? new byte[(int)Math.Min(1 << 16, _position - _inflated)] : default;
        while (_inflated < _position) Inflate(skipped[..(int)Math.Min(skipped.Length, _position - _inflated)]);
    }

    private int Inflate(Span<byte> destination)
    {
        int read;
        try
        {
            read = _inflater!.Read(destination);
        }
        catch (InvalidDataException error)
        {
            throw Corrupt($"cannot be unpacked beyond byte {_inflated} of {Length}", error);
        }
        if (read == 0) throw Corrupt($"ends at byte {_inflated} of {Length}", null);
        _crc.Append(destination[..read]);
        _inflated += read;
        if (_inflated == Length && _crc.Value != entry.Crc) throw Corrupt($"has checksum {_crc.Value:x8}; the directory says {entry.Crc:x8}", null);
        return read;
    }

    private InvalidDataException Corrupt(string what, Exception? cause) =>
        new($"{name}: {what}. The archive is corrupt: download it again, check it with `unzip -t`.", cause);
}
