using System.Runtime.InteropServices;

namespace HubertAsr.Models;

/// <summary>Tells glibc's allocator to keep the memory of large tensors instead of mapping and unmapping it for each, and to take it in large pages.</summary>
/// <remarks>A forward pass of Base makes hundreds of tensors of tens of megabytes. By default each is a fresh mapping, and every page of it a
/// fault and a page to clear; or it lies in a thread's own heap, which is unmapped whenever it is empty for a moment. The price of keeping memory is that the
/// process stays at its largest size.</remarks>
public static partial class MemoryPolicy
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int TopPadding = -2;    // M_TOP_PAD
    private const int MappingLimit = -4;  // M_MMAP_MAX
    private const int PreferLarge = 14;   // MADV_HUGEPAGE

    // Threads but the first have heaps of so much, HEAP_MAX_SIZE; an empty one is kept where that is less than the padding.
    private const int ThreadHeapBytes = 64 << 20;
    private const int LargePageBytes = 2 << 20;
    private static readonly Lazy<bool> _applied = new(Set);
    private static long _inUse; // bytes

    /// <summary>Applies the policy once in the process; to be called by its first thread before libtorch is loaded.</summary>
    /// <returns>False where the system's allocator is another one, which has a policy of its own.</returns>
    public static bool Apply() => _applied.Value;

    /// <summary>Takes what the process holds for what it needs, before it computes anything.</summary>
    /// <remarks>Else <see cref="Trim"/> would return memory after the first pass already, and what the allocator returns breaks large pages: what of them is still in use, weights among it, lies in
    /// small ones from then on.</remarks>
    internal static void BeginAtRest() => Interlocked.Exchange(ref _inUse, Environment.WorkingSet);

    /// <summary>Gives back what is kept, once it is more than <paramref name="spareBytes"/> above the least that the process held since the last return.</summary>
    /// <remarks>Tensors of many sizes break kept memory to pieces that fit none of them: segments of all lengths take an hour of speech through Base to three
    /// times what the longest needs. Returning it after every pass would cost the page faults that the policy avoids.</remarks>
    /// <param name="spareBytes">What may be kept.</param>
    public static void Trim(long spareBytes = 384L << 20)
    {
        if (!Apply()) return;
        var held = Environment.WorkingSet;
        if (held < Interlocked.Read(ref _inUse)) Interlocked.Exchange(ref _inUse, held); // a model was closed: what was in use then says nothing any more
        if (held < Interlocked.Read(ref _inUse) + spareBytes) return;
        _ = ReturnFree(0);
        Interlocked.Exchange(ref _inUse, Environment.WorkingSet);
    }

    private static bool Set()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            if (SetOption(MappingLimit, 0) != 1 || SetOption(TrimThreshold, -1) != 1 || SetOption(TopPadding, ThreadHeapBytes) != 1) return false;
            AskForLargePages();
            return true;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // musl has no mallopt
        }
    }

    /// <summary>Lets what the allocator takes from the system next come in pages of 2 MB, where the system has them for whoever asks.</summary>
    /// <remarks>The weights of Base are 92,000 pages of 4 kB, libtorch's own tables 10,000: each a fault and a page to clear. The allocator cannot be told, but memory that it
    /// was given once stays its own: as much as it may come to need is taken, marked, and handed back unwritten. Without effect but on the process's first thread: only that
    /// one's heap can be of any size.</remarks>
    private static void AskForLargePages()
    {
        var bytes = (nint)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        var block = Allocate((nuint)bytes);
        if (block == 0) return; // a system that promises no more than it has
        var start = (block + LargePageBytes - 1) / LargePageBytes * LargePageBytes;
        var end = (block + bytes) / LargePageBytes * LargePageBytes;
        if (end > start) _ = Advise(start, (nuint)(end - start), PreferLarge);
        Free(block);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Allocate(nuint bytes);

    [LibraryImport("libc", EntryPoint = "free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Free(nint block);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint start, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReturnFree(nuint padding);
}
