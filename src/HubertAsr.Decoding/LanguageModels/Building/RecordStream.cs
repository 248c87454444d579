using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>Sorted records, one after another.</summary>
internal abstract class RecordStream : IDisposable
{
    /// <summary>The record that <see cref="Next"/> came to; valid until it is called again.</summary>
    public abstract ReadOnlySpan<uint> Current { get; }

    public abstract bool Next();

    public abstract void Dispose();
}

/// <summary>Records that fitted memory, in the order of an index.</summary>
internal sealed unsafe class MemoryRecordStream(NativeNumbers records, int width, NativeNumbers order, int count) : RecordStream
{
    private int _at = -1;

    public override ReadOnlySpan<uint> Current => records.Span((long)order.Start[_at] * width, width);

    public override bool Next() => ++_at < count;

    public override void Dispose()
    {
        records.Dispose();
        order.Dispose();
    }
}

/// <summary>One sorted run on disk.</summary>
internal sealed class FileRecordStream(string path, int width, int bufferRecords) : RecordStream
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.None, 0, FileOptions.DeleteOnClose | FileOptions.SequentialScan);
    private readonly uint[] _buffer = new uint[width * bufferRecords];
    private int _count;
    private int _at = -1;

    public override ReadOnlySpan<uint> Current => _buffer.AsSpan(_at * width, width);

    public override bool Next()
    {
        if (++_at < _count) return true;
        var bytes = MemoryMarshal.AsBytes(_buffer.AsSpan());
        _count = _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) / (width * 4);
        _at = 0;
        return _count > 0;
    }

    public override void Dispose() => _file.Dispose();
}

/// <summary>Sorted runs read as one: a heap with the run of the least record on top.</summary>
internal sealed class MergedRecordStream : RecordStream
{
    private readonly IReadOnlyList<RecordStream> _runs;
    private readonly RecordOrder _order;
    private readonly RecordStream[] _heap;
    private int _count;
    private bool _hasBegun;

    public MergedRecordStream(IReadOnlyList<RecordStream> runs, RecordOrder order)
    {
        _runs = runs;
        _order = order;
        _heap = [.. runs.Where(run => run.Next())];
        _count = _heap.Length;
        for (var parent = (_count / 2) - 1; parent >= 0; parent--) Sink(parent);
    }

    public override ReadOnlySpan<uint> Current => _heap[0].Current;

    public override bool Next()
    {
        if (_hasBegun)
        {
            if (!_heap[0].Next()) _heap[0] = _heap[--_count];
            if (_count > 1) Sink(0);
        }

        _hasBegun = true;
        return _count > 0;
    }

    public override void Dispose()
    {
        foreach (var run in _runs) run.Dispose();
    }

    private void Sink(int parent)
    {
        var run = _heap[parent];
        for (var child = (2 * parent) + 1; child < _count; child = (2 * parent) + 1)
        {
            if (child + 1 < _count && IsLess(_heap[child + 1], _heap[child])) child++;
            if (!IsLess(_heap[child], run)) break;
            _heap[parent] = _heap[child];
            parent = child;
        }

        _heap[parent] = run;
    }

    private bool IsLess(RecordStream left, RecordStream right) => _order.Compare(left.Current, right.Current) < 0;
}
