using System.Globalization;
using System.Runtime.InteropServices;
using HubertAsr.Models;
using TorchSharp;

namespace HubertAsr.Tests.Models;

[Collection(nameof(Training.OneTrainingAtATime))]
public sealed class MemoryPolicyTests
{
    private const int PieceBytes = 1 << 20;
    private const int PieceCount = 256;
    private const string LargePages = "hg"; // MADV_HUGEPAGE

    [Fact]
    public void Memory_that_the_allocator_keeps_is_given_back()
    {
        Assert.SkipUnless(MemoryPolicy.Apply(), "needs glibc's allocator");
        var pieces = Enumerable.Range(0, PieceCount).Select(_ => Written()).ToArray();
        foreach (var piece in pieces[..^1]) Marshal.FreeHGlobal(piece); // the last stands above the others: what lies below stays with the process
        var kept = Environment.WorkingSet;

        MemoryPolicy.Trim(long.MaxValue / 2);
        var spared = Environment.WorkingSet;
        MemoryPolicy.Trim(0);
        var left = Environment.WorkingSet;
        Marshal.FreeHGlobal(pieces[^1]);

        Assert.InRange(spared, kept - (32L << 20), long.MaxValue);
        Assert.InRange(left, 0, kept - (PieceCount / 2 * (long)PieceBytes));
    }

    [Fact]
    public void A_tensor_is_given_large_pages()
    {
        const string PageSizes = "/sys/kernel/mm/transparent_hugepage/enabled";
        Assert.SkipUnless(File.Exists(PageSizes) && !File.ReadAllText(PageSizes).Contains("[never]", StringComparison.Ordinal), "needs a system with large pages");
        using var values = torch.empty(32, 1 << 20);
        var middle = AddressOf(values) + (64 << 20);

        MemoryPolicy.PreferLargePages(values);

        Assert.Contains(LargePages, FlagsOf(middle));
    }

    private static unsafe nint AddressOf(torch.Tensor tensor)
    {
        fixed (byte* first = tensor.bytes) return (nint)first;
    }

    /// <summary>What the kernel was told of the mapping that an address lies in.</summary>
    private static string[] FlagsOf(nint address)
    {
        var isInside = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Split(' ')[0].Split('-') is [var start, var end] && nint.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var first))
                isInside = first <= address && address < nint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (isInside && line.StartsWith("VmFlags:", StringComparison.Ordinal)) return line.Split(' ');
        }
        return [];
    }

    private static IntPtr Written()
    {
        var piece = Marshal.AllocHGlobal(PieceBytes);
        for (var at = 0; at < PieceBytes; at += 4096) Marshal.WriteByte(piece, at, 1); // memory that nobody wrote is not there yet
        return piece;
    }
}
