namespace HubertAsr.Corpora.Archives;

/// <summary>Bytes that any number of threads read at any place at once: a file, its parts in a row, a slice of another source.</summary>
internal abstract class ByteSource(string name) : IDisposable
{
    /// <summary>What messages call it.</summary>
    public string Name { get; } = name;

    public abstract long Length { get; }

    /// <summary>Reads at most the length of <paramref name="destination"/>; 0 only at the end.</summary>
    public abstract int Read(long offset, Span<byte> destination);

    /// <exception cref="InvalidDataException">The source ends before.</exception>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        var read = 0;
        while (read < destination.Length)
        {
            var count = Read(offset + read, destination[read..]);
            if (count == 0)
            {
                throw new InvalidDataException(
                    $"{Name}: ends at byte {Length}; expected {destination.Length} bytes at {offset}. The file is cut short: download it again.");
            }
            read += count;
        }
    }

    public Stream OpenStream(long start, long length) => new ByteSourceStream(this, start, length);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
