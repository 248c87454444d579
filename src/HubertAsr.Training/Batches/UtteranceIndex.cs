using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HubertAsr.Corpora;
using Microsoft.Win32.SafeHandles;

namespace HubertAsr.Training;

/// <summary>
/// The utterances a run uses, in a file of its own: memory holds four bytes a row (its duration), however long the transcripts are.
/// </summary>
/// <remarks>Layout, little-endian: records one behind the other; then a float (seconds) a row; then an int64 (offset of its record) a row.</remarks>
internal sealed class UtteranceIndex : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly long _offsetsStart;

    private UtteranceIndex(SafeFileHandle file, float[] seconds, long offsetsStart) => (_file, Seconds, _offsetsStart) = (file, seconds, offsetsStart);

    /// <summary>Duration of each utterance.</summary>
    public float[] Seconds { get; }

    /// <summary>Opens a finished file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">Rows it was written with.</param>
    public static UtteranceIndex Open(string path, int count)
    {
        var file = File.OpenHandle(path);
        var secondsStart = RandomAccess.GetLength(file) - 12L * count;
        var seconds = new float[count];
        Fill(file, MemoryMarshal.AsBytes(seconds.AsSpan()), secondsStart);
        return new UtteranceIndex(file, seconds, secondsStart + 4L * count);
    }

    /// <summary>One utterance and its labels. Any number of threads may read.</summary>
    public (Utterance Utterance, int[] Labels) Read(int number)
    {
        Span<byte> offsets = stackalloc byte[16];
        var isLast = number == Seconds.Length - 1;
        Fill(_file, isLast ? offsets[..8] : offsets, _offsetsStart + 8L * number);
        var start = BinaryPrimitives.ReadInt64LittleEndian(offsets);
        var end = isLast ? _offsetsStart - 4L * Seconds.Length : BinaryPrimitives.ReadInt64LittleEndian(offsets[8..]);
        var record = new byte[end - start];
        Fill(_file, record, start);
        using var reader = new BinaryReader(new MemoryStream(record));
        var utterance = new Utterance
        {
            Id = reader.ReadString(),
            Audio = reader.ReadString(),
            Start = reader.Read7BitEncodedInt64(),
            Samples = reader.Read7BitEncodedInt64(),
            Rate = reader.Read7BitEncodedInt(),
            Text = reader.ReadString(),
        };
        var labels = new int[reader.Read7BitEncodedInt()];
        for (var i = 0; i < labels.Length; i++) labels[i] = reader.Read7BitEncodedInt();
        return (utterance, labels);
    }

    public void Dispose() => _file.Dispose();

    private static void Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) throw new EndOfStreamException("the utterance index ends early; delete the folder 'index' of the run and start again.");
            buffer = buffer[read..];
            offset += read;
        }
    }
}

/// <summary>Writes an <see cref="UtteranceIndex"/> in one pass. What stands behind the records waits in files of its own, so that a long manifest takes no memory.</summary>
internal sealed class UtteranceIndexWriter(string path) : IDisposable
{
    private readonly BinaryWriter _records = Open(path);
    private readonly BinaryWriter _seconds = Open(path + ".seconds");
    private readonly BinaryWriter _offsets = Open(path + ".offsets");

    public void Add(Utterance utterance, int[] labels)
    {
        _offsets.Write(_records.BaseStream.Position);
        _seconds.Write((float)utterance.DurationSeconds);
        _records.Write(utterance.Id);
        _records.Write(utterance.Audio);
        _records.Write7BitEncodedInt64(utterance.Start);
        _records.Write7BitEncodedInt64(utterance.Samples);
        _records.Write7BitEncodedInt(utterance.Rate);
        _records.Write(utterance.Text);
        _records.Write7BitEncodedInt(labels.Length);
        foreach (var label in labels) _records.Write7BitEncodedInt(label);
        Count++;
    }

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    public void Complete()
    {
        foreach (var column in new[] { _seconds.BaseStream, _offsets.BaseStream })
        {
            column.Position = 0;
            column.CopyTo(_records.BaseStream);
        }
        _records.Flush();
    }

    public void Dispose()
    {
        _records.Dispose();
        _seconds.Dispose();
        _offsets.Dispose();
        File.Delete(path + ".seconds");
        File.Delete(path + ".offsets");
    }

    private static BinaryWriter Open(string file) => new(new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 18));
}
