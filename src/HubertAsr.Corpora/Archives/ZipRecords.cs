using System.Buffers.Binary;

namespace HubertAsr.Corpora.Archives;

/// <summary>Where the directory of a zip lies and what one of its records says (PKWARE APPNOTE §4.3, §4.5.3).</summary>
internal static class ZipRecords
{
    public const int DirectoryRecordLength = 46;
    private const int EndRecordLength = 22;
    private const int LongestComment = ushort.MaxValue;

    /// <summary>The first byte of the directory and the first byte after it; the shift is what stands before the zip itself.</summary>
    public static (long Start, long End, long Shift) FindDirectory(ByteSource bytes)
    {
        var tail = new byte[(int)Math.Min(bytes.Length, EndRecordLength + LongestComment)];
        var tailStart = bytes.Length - tail.Length;
        bytes.ReadExactly(tailStart, tail);
        for (var at = tail.Length - EndRecordLength; at >= 0; at--)
        {
            var record = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06054B50) continue;
            if (BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) > record.Length - EndRecordLength) continue;
            return ReadEnd(bytes, record, tailStart + at);
        }
        throw new InvalidDataException(
            $"{bytes.Name}: no zip directory before its end at byte {bytes.Length}. The file is cut short or is no zip: download it again, check it with `unzip -t`.");
    }

    /// <summary>The entry whose directory record lies at <paramref name="offset"/>, and the offset of the next record.</summary>
    public static (ArchiveEntry Entry, long Next) ReadEntry(ByteSource bytes, long offset, long end)
    {
        Span<byte> head = stackalloc byte[DirectoryRecordLength];
        bytes.ReadExactly(offset, head);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head) != 0x02014B50 || offset + DirectoryRecordLength > end)
            throw new InvalidDataException($"{bytes.Name}: byte {offset}: no zip directory record. The archive is corrupt: download it again, check it with `unzip -t`.");
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(head[30..]);
        var tail = new byte[nameLength + extraLength];
        bytes.ReadExactly(offset + DirectoryRecordLength, tail);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(head[24..]);
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(head[20..]);
        long header = BinaryPrimitives.ReadUInt32LittleEndian(head[42..]);
        ReadZip64(tail.AsSpan(nameLength), ref length, ref stored, ref header);
        var entry = new ArchiveEntry(
            KoreanText.DecodeName(tail.AsSpan(0, nameLength), (BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) & 0x800) != 0),
            length,
            stored,
            offset,
            BinaryPrimitives.ReadUInt32LittleEndian(head[16..]),
            BinaryPrimitives.ReadUInt16LittleEndian(head[10..]) != 0);
        return (entry, offset + DirectoryRecordLength + tail.Length + BinaryPrimitives.ReadUInt16LittleEndian(head[32..]));
    }

    /// <summary>How an entry is packed and where its local header lies.</summary>
    public static (int Method, bool IsEncrypted, long HeaderOffset) ReadPacking(ByteSource bytes, ArchiveEntry entry)
    {
        Span<byte> head = stackalloc byte[DirectoryRecordLength];
        bytes.ReadExactly(entry.Locator, head);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(head[30..])];
        bytes.ReadExactly(entry.Locator + DirectoryRecordLength + nameLength, extra);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(head[24..]);
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(head[20..]);
        long header = BinaryPrimitives.ReadUInt32LittleEndian(head[42..]);
        ReadZip64(extra, ref length, ref stored, ref header);
        return (BinaryPrimitives.ReadUInt16LittleEndian(head[10..]), (head[8] & 1) != 0, header);
    }

    private static (long Start, long End, long Shift) ReadEnd(ByteSource bytes, ReadOnlySpan<byte> record, long recordOffset)
    {
        var disk = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        var end = recordOffset;
        Span<byte> locator = stackalloc byte[20];
        if (recordOffset >= locator.Length)
        {
            bytes.ReadExactly(recordOffset - locator.Length, locator);
            if (BinaryPrimitives.ReadUInt32LittleEndian(locator) == 0x07064B50)
            {
                Span<byte> long64 = stackalloc byte[56];
                end = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
                bytes.ReadExactly(end, long64);
                size = BinaryPrimitives.ReadInt64LittleEndian(long64[40..]);
                start = BinaryPrimitives.ReadInt64LittleEndian(long64[48..]);
                disk = 0;
            }
        }
        if (disk is not 0 and not ushort.MaxValue) throw Volumes(bytes.Name);
        var shift = end - size - start;
        if (shift < 0 || size < 0 || start < 0)
            throw new InvalidDataException($"{bytes.Name}: byte {recordOffset}: the directory should lie at {start}, beyond the file. The archive is cut short: download it again.");
        return (start + shift, end, shift);
    }

    /// <summary>What a user does about a zip in volumes.</summary>
    public static InvalidDataException Volumes(string name) => new(
        $"{name}: the last volume of a multi-volume zip (.z01, .z02, …, .zip). Join the volumes first: `zip -s 0 {Path.GetFileName(name)} --out joined.zip`, 7-Zip or Bandizip; then give the joined file.");

    private static void ReadZip64(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long header)
    {
        while (extra.Length >= 4)
        {
            var size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                var field = extra.Slice(4, size);
                TakeIfWide(ref length, ref field);
                TakeIfWide(ref stored, ref field);
                TakeIfWide(ref header, ref field);
                return;
            }
            extra = extra[(4 + size)..];
        }
    }

    private static void TakeIfWide(ref long value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue || field.Length < 8) return;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }
}
