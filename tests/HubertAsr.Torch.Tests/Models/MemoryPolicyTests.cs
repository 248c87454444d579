using System.Runtime.InteropServices;
using HubertAsr.Models;

namespace HubertAsr.Tests.Models;

[Collection(nameof(Training.OneTrainingAtATime))]
public sealed class MemoryPolicyTests
{
    private const int PieceBytes = 1 << 20;
    private const int PieceCount = 256;

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

    private static IntPtr Written()
    {
        var piece = Marshal.AllocHGlobal(PieceBytes);
        for (var at = 0; at < PieceBytes; at += 4096) Marshal.WriteByte(piece, at, 1); // memory that nobody wrote is not there yet
        return piece;
    }
}
