using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>The bytes of a language model: a mapped file or memory of our own, at one address until disposed.</summary>
internal sealed unsafe class ModelMemory : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    private ModelMemory(byte* start, long length, MemoryMappedFile? file, MemoryMappedViewAccessor? view)
    {
        _start = start;
        _file = file;
        _view = view;
        Length = length;
    }

    ~ModelMemory() => Release();

    public long Length { get; }

    public byte* Start => _start;

    public static ModelMemory Zeroed(long length)
    {
        var memory = new ModelMemory((byte*)NativeMemory.AllocZeroed((nuint)length), length, null, null);
        GC.AddMemoryPressure(length);
        return memory;
    }

    public static ModelMemory Map(string path)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new ModelMemory(start + view.PointerOffset, new FileInfo(path).Length, file, view);
    }

    public ReadOnlySpan<byte> Span(long offset, int length) => new(_start + offset, length);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_start == null) return;
        if (_view is null)
        {
            NativeMemory.Free(_start);
            GC.RemoveMemoryPressure(Length);
        }
        else
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }

        _start = null;
    }
}
