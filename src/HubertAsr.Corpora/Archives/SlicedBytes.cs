namespace HubertAsr.Corpora.Archives;

/// <summary>A stretch of another source: an archive stored in an archive, read where it lies. The whole stays its owner's.</summary>
internal sealed class SlicedBytes(ByteSource whole, long start, long length, string name) : ByteSource(name)
{
    public override long Length { get; } = length;

    public override int Read(long offset, Span<byte> destination)
    {
        if (offset >= Length) return 0;
        var count = (int)Math.Min(destination.Length, Length - offset);
        return whole.Read(start + offset, destination[..count]);
    }
}
