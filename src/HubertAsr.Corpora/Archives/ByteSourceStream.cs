namespace HubertAsr.Corpora.Archives;

/// <summary>A position in a byte source. Every reader has its own; none disposes the source.</summary>
internal sealed class ByteSourceStream(ByteSource source, long start, long length) : EntryStream(source.Name, length)
{
    protected override int ReadAt(long position, Span<byte> buffer)
    {
        var read = source.Read(start + position, buffer);
        return read > 0 ? read : throw new InvalidDataException(
            $"{source.Name}: ends at byte {source.Length}; an entry should go on to byte {start + Length}. The file is cut short: download it again.");
    }
}
