using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>Sorted records, one after another.</summary>
internal abstract class RecordStream : IDisposable
{
    /// <summary>The record that <see cref="Next"/> came to; valid until it is called again.</summary>
    public abstract ReadOnlySpan<uint> Current { get; }

    public abstract bool Next();

    public virtual void Dispose()
    {
    }
}

/// <summary>Records that fitted memory, in the order of an index.</summary>
internal sealed class MemoryRecordStream(uint[] records, int width, int[] order, int count) : RecordStream
{
    private int _at = -1;

    public override ReadOnlySpan<uint> Current => records.AsSpan(order[_at] * width, width);

    public override bool Next() => ++_at < count;
}

/// <summary>One sorted run on disk.</summary>
internal sealed class FileRecordStream(string path, int width, int bufferRecords) : RecordStream
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.None, 1, FileOptions.DeleteOnClose | FileOptions.SequentialScan);
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

    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }
}

/// <summary>Sorted runs read as one.</summary>
internal sealed class MergedRecordStream : RecordStream
{
    private readonly IReadOnlyList<RecordStream> _runs;
    private readonly PriorityQueue<RecordStream, RecordStream> _queue;
    private RecordStream? _current;

    public MergedRecordStream(IReadOnlyList<RecordStream> runs, RecordOrder order)
    {
        _runs = runs;
        _queue = new(Comparer<RecordStream>.Create((left, right) => order.Compare(left.Current, right.Current)));
        foreach (var run in runs)
            if (run.Next()) _queue.Enqueue(run, run);
    }

    public override ReadOnlySpan<uint> Current => _current!.Current;

    public override bool Next()
    {
        if (_current is not null && _current.Next()) _queue.Enqueue(_current, _current);
        return _queue.TryDequeue(out _current, out _);
    }

    public override void Dispose()
    {
        foreach (var run in _runs) run.Dispose();
        base.Dispose();
    }
}
