using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>Records written one after another to a file that is read once and gone.</summary>
internal sealed class RecordFileWriter(string path, int width, CancellationToken stop) : IDisposable
{
    private const int BufferRecords = 1 << 14;
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
    private readonly uint[] _buffer = new uint[BufferRecords * width];
    private int _used;

    public long Count { get; private set; }

    public void Add(ReadOnlySpan<uint> record)
    {
        if (_used == _buffer.Length) Flush();
        record.CopyTo(_buffer.AsSpan(_used, width));
        _used += width;
        Count++;
    }

    /// <summary>Writes what is left; no record can be added any more.</summary>
    public void Complete()
    {
        Flush();
        _file.Dispose();
    }

    /// <summary>The records as they were added; the file goes with the stream.</summary>
    public RecordStream Read()
    {
        Complete();
        return new FileRecordStream(path, width, BufferRecords);
    }

    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        stop.ThrowIfCancellationRequested();
        _file.Write(MemoryMarshal.AsBytes(_buffer.AsSpan(0, _used)));
        _used = 0;
    }
}
