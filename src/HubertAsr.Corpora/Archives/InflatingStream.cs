using System.IO.Compression;

namespace HubertAsr.Corpora.Archives;

/// <summary>
/// The unpacked bytes of a deflated entry: never more than the directory promised, checked against its CRC when read to the end in one go.
/// Seeking forward unpacks and forgets; seeking back starts again.
/// </summary>
internal sealed class InflatingStream(Func<Stream> openPacked, ArchiveEntry entry, string name) : EntryStream(name, entry.Length)
{
    private DeflateStream? _inflater;
    private Crc32 _crc;
    private long _inflated;

    protected override int ReadAt(long position, Span<byte> buffer)
    {
        GoTo(position);
        return Inflate(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inflater?.Dispose();
        base.Dispose(disposing);
    }

    private void GoTo(long position)
    {
        if (_inflater is null || position < _inflated)
        {
            _inflater?.Dispose();
            _inflater = new DeflateStream(openPacked(), CompressionMode.Decompress);
            _crc = default;
            _inflated = 0;
        }
        Span<byte> skipped = position - _inflated > 0 ? new byte[(int)Math.Min(1 << 16, position - _inflated)] : default;
        while (_inflated < position) Inflate(skipped[..(int)Math.Min(skipped.Length, position - _inflated)]);
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
        new($"{Name}: {what}. The archive is corrupt: download it again, check it with `unzip -t`.", cause);
}
