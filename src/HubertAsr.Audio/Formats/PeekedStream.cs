namespace HubertAsr.Audio.Formats;

/// <summary>A stream whose first bytes were looked at and are given again: a zip entry cannot go back.</summary>
internal sealed class PeekedStream(ReadOnlyMemory<byte> head, Stream rest) : IDisposable
{
    private readonly long _start = rest.CanSeek ? rest.Position - head.Length : 0;

    public ReadOnlyMemory<byte> Head => head;

    /// <summary>Bytes given so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes in all, null when only reading to the end would tell.</summary>
    public long? KnownLength { get; } = rest.CanSeek ? rest.Length - (rest.Position - head.Length) : null;

    /// <returns>Bytes written: fewer than asked for only at the end.</returns>
    public int Read(Span<byte> buffer)
    {
        var count = 0;
        if (Position < head.Length)
        {
            count = (int)Math.Min(buffer.Length, head.Length - Position);
            head.Span.Slice((int)Position, count).CopyTo(buffer);
        }
        if (count < buffer.Length) count += rest.ReadAtLeast(buffer[count..], buffer.Length - count, throwOnEndOfStream: false);
        Position += count;
        return count;
    }

    /// <returns>Whether that many bytes were there to pass over.</returns>
    public bool Skip(long count)
    {
        if (KnownLength is { } length)
        {
            Position = Math.Min(Position + count, length);
            if (Position >= head.Length) rest.Position = _start + Position;
            return Position < length || count == 0;
        }
        var buffer = new byte[1 << 16];
        while (count > 0)
        {
            var read = Read(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)));
            if (read == 0) return false;
            count -= read;
        }
        return true;
    }

    /// <summary>Everything, the first bytes included, into a file.</summary>
    public void CopyTo(Stream target)
    {
        target.Write(head.Span);
        if (rest.CanSeek) rest.Position = _start + head.Length;
        rest.CopyTo(target);
    }

    public void Dispose() => rest.Dispose();
}
