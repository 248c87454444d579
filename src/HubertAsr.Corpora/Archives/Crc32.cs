using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HubertAsr.Corpora.Archives;

/// <summary>The checksum of zip and gzip (polynomial 0xEDB88320): by carry-less multiplication where the processor has it, else by tables, sixteen bytes a step.</summary>
internal struct Crc32
{
    private const int TableLength = 256;
    private const int BytesAStep = 16;
    private const int BytesAFold = 64;
    private static readonly uint[] _tables = Tables();

    // Remainders of x^(n±32), bits reversed: n = 512 moves a block over four others, n = 128 over one.
    // Gopal et al., Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction (Intel, 2009).
    private static readonly Vector128<ulong> _overFour = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);
    private static readonly Vector128<ulong> _overOne = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
    private uint _state;

    public readonly uint Value => _state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = ~_state;
        ref var tables = ref MemoryMarshal.GetArrayDataReference(_tables);
        if (Pclmulqdq.IsSupported && bytes.Length >= BytesAFold)
        {
            var folds = bytes.Length / BytesAFold * BytesAFold;
            state = Fold(ref tables, bytes[..folds], state);
            bytes = bytes[folds..];
        }
        while (bytes.Length >= BytesAStep)
        {
            state = Step(ref tables, bytes, state);
            bytes = bytes[BytesAStep..];
        }
        foreach (var value in bytes) state = _tables[(state ^ value) & 0xFF] ^ (state >> 8);
        _state = ~state;
    }

    /// <summary>Shortens a multiple of 64 bytes to 16 of the same remainder.</summary>
    private static uint Fold(ref uint tables, ReadOnlySpan<byte> bytes, uint state)
    {
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        var (first, second, third, fourth) = (blocks[0] ^ Vector128.CreateScalar((ulong)state), blocks[1], blocks[2], blocks[3]);
        for (blocks = blocks[4..]; blocks.Length >= 4; blocks = blocks[4..])
        {
            first = Over(first, _overFour) ^ blocks[0];
            second = Over(second, _overFour) ^ blocks[1];
            third = Over(third, _overFour) ^ blocks[2];
            fourth = Over(fourth, _overFour) ^ blocks[3];
        }
        var rest = Over(Over(Over(first, _overOne) ^ second, _overOne) ^ third, _overOne) ^ fourth;
        Span<byte> last = stackalloc byte[BytesAStep];
        rest.AsByte().CopyTo(last);
        return Step(ref tables, last, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Over(Vector128<ulong> block, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(block, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, by, 0x11);

    private static uint Step(ref uint tables, ReadOnlySpan<byte> bytes, uint state)
    {
        var low = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ state;
        var high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        uint result = 0;
        for (var index = 0; index < 8; index++)
        {
            // Table n holds the remainder of a byte that n bytes follow.
            result ^= Unsafe.Add(ref tables, ((BytesAStep - 1 - index) * TableLength) + (int)((low >> (8 * index)) & 0xFF));
            result ^= Unsafe.Add(ref tables, ((7 - index) * TableLength) + (int)((high >> (8 * index)) & 0xFF));
        }
        return result;
    }

    private static uint[] Tables()
    {
        var tables = new uint[BytesAStep * TableLength];
        for (uint value = 0; value < TableLength; value++)
        {
            var state = value;
            for (var bit = 0; bit < 8; bit++) state = (state & 1) != 0 ? (state >> 1) ^ 0xEDB88320 : state >> 1;
            tables[value] = state;
        }
        for (var at = TableLength; at < tables.Length; at++)
        {
            var before = tables[at - TableLength];
            tables[at] = tables[before & 0xFF] ^ (before >> 8);
        }
        return tables;
    }
}
