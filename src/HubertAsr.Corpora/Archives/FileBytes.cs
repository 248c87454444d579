using Microsoft.Win32.SafeHandles;

namespace HubertAsr.Corpora.Archives;

/// <summary>A file on disk.</summary>
internal sealed class FileBytes : ByteSource
{
    private readonly SafeFileHandle _handle;

    public FileBytes(string path, FileOptions options = FileOptions.None)
        : this(path, Permission.Reading(path, file => File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, options)))
    {
    }

    private FileBytes(string path, SafeFileHandle handle)
        : base(path)
    {
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    public override long Length { get; }

    /// <summary>A copy of a stream in a file without a name that anyone else sees, gone when it is disposed.</summary>
    public static FileBytes Spill(Stream content, string name)
    {
        var path = Path.Combine(Path.GetTempPath(), $"hubert-asr-{Guid.NewGuid():N}.tmp");
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        try
        {
            var buffer = new byte[1 << 20];
            long written = 0;
            for (int count; (count = content.Read(buffer)) > 0; written += count) RandomAccess.Write(handle, buffer.AsSpan(0, count), written);
            return new FileBytes(name, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override int Read(long offset, Span<byte> destination) => RandomAccess.Read(_handle, destination, offset);

    public override void Dispose()
    {
        _handle.Dispose();
        base.Dispose();
    }
}
