using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HubertAsr.Corpora.Archives;

/// <summary>The checksum of zip and gzip (polynomial 0xEDB88320), sixteen bytes a step.</summary>
internal struct Crc32
{
    private const int TableLength = 256;
    private const int BytesAStep = 16;
    private static readonly uint[] _tables = Tables();
    private uint _state;

    public readonly uint Value => _state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = ~_state;
        ref var tables = ref MemoryMarshal.GetArrayDataReference(_tables);
        while (bytes.Length >= BytesAStep)
        {
            state = Step(ref tables, bytes, state);
            bytes = bytes[BytesAStep..];
        }
        foreach (var value in bytes) state = _tables[(state ^ value) & 0xFF] ^ (state >> 8);
        _state = ~state;
    }

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
