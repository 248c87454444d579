using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>Records written one after another to a file that is read once and gone.</summary>
internal sealed class RecordFileWriter(string path, int width) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
    private bool _isRead;

    public long Count { get; private set; }

    public void Add(ReadOnlySpan<uint> record)
    {
        _file.Write(MemoryMarshal.AsBytes(record));
        Count++;
    }

    public RecordStream Read()
    {
        _file.Dispose();
        _isRead = true;
        return new FileRecordStream(path, width, 1 << 14);
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_isRead) File.Delete(path);
    }
}
