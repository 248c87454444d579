using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>32-bit numbers outside the managed heap: gone the moment they are given back, so that a memory budget holds.</summary>
internal sealed unsafe class NativeNumbers : IDisposable
{
    private uint* _start;

    public NativeNumbers(long length) => Resize(length);

    ~NativeNumbers() => Release();

    public long Length { get; private set; }

    /// <summary>Where they lie; moves when they are resized.</summary>
    public uint* Start => _start;

    public Span<uint> Span(long offset, int length) => new(_start + offset, length);

    /// <summary>Keeps what fits; what is new is not cleared.</summary>
    public void Resize(long length)
    {
        _start = (uint*)NativeMemory.Realloc(_start, checked((nuint)length * sizeof(uint)));
        Length = length;
    }

    public void Clear() => NativeMemory.Clear(_start, (nuint)Length * sizeof(uint));

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        NativeMemory.Free(_start);
        _start = null;
        Length = 0;
    }
}
