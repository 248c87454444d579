namespace HubertAsr.Decoding;

/// <summary>Sorts fixed-width records of 32-bit numbers within a memory budget: runs that do not fit go to disk and are merged.</summary>
internal sealed unsafe class RecordSorter : IDisposable
{
    private const int RadixBits = 11;
    private const int FirstCapacity = 1 << 12;
    private const int MergeBufferBytes = 1 << 18;
    private readonly int _width;
    private readonly RecordOrder _order;
    private readonly int _capacity;
    private readonly SortSpace _space;
    private readonly List<string> _runs = [];
    private NativeNumbers _records;
    private int _count;

    /// <param name="width">Numbers a record.</param>
    /// <param name="order">How records are compared.</param>
    /// <param name="budgetBytes">Memory for records and their index.</param>
    /// <param name="space">Where runs go that do not fit; owns the sorter and what it gives.</param>
    public RecordSorter(int width, RecordOrder order, long budgetBytes, SortSpace space)
    {
        _width = width;
        _order = order;
        // Two indices of the radix sort stand beside the records.
        _capacity = (int)Math.Clamp(budgetBytes / ((width * 4) + 8), FirstCapacity, int.MaxValue - 1);
        _space = space;
        _records = new NativeNumbers((long)FirstCapacity * width);
        space.Own(this);
    }

    public void Add(ReadOnlySpan<uint> record)
    {
        var offset = (long)_count * _width;
        if (offset == _records.Length) offset = MakeRoom();
        record.CopyTo(_records.Span(offset, _width));
        _count++;
    }

    /// <summary>All records in order; the sorter is empty afterwards.</summary>
    public RecordStream Sorted()
    {
        _space.Stop.ThrowIfCancellationRequested();
        if (_runs.Count == 0)
        {
            var stream = new MemoryRecordStream(_records, _width, SortedIndex(), _count);
            (_records, _count) = (new NativeNumbers(0), 0);
            return _space.Own(stream);
        }

        Spill();
        _records.Dispose();
        var bufferBytes = Math.Clamp((long)_capacity * _width * 4 / _runs.Count, 1 << 12, MergeBufferBytes);
        var runs = _runs.ConvertAll(RecordStream (path) => new FileRecordStream(path, _width, (int)bufferBytes / (_width * 4)));
        _runs.Clear();
        return _space.Own(new MergedRecordStream(runs, _order));
    }

    public void Dispose() => _records.Dispose();

    private long MakeRoom()
    {
        if (_count == _capacity) Spill();
        else _records.Resize(Math.Min(_records.Length * 2, (long)_capacity * _width));
        return (long)_count * _width;
    }

    private void Spill()
    {
        if (_count == 0) return;
        _space.Stop.ThrowIfCancellationRequested();
        var path = _space.NewFile();
        using var file = new RecordFileWriter(path, _width, _space.Stop);
        using var index = SortedIndex();
        for (var i = 0; i < _count; i++) file.Add(_records.Span(index.Start[i] * (long)_width, _width));
        file.Complete();
        _runs.Add(path);
        _count = 0;
    }

    /// <summary>Least significant digit first, so every pass keeps the order of the one before.</summary>
    private NativeNumbers SortedIndex()
    {
        var index = new NativeNumbers(_count);
        var sorted = new NativeNumbers(_count);
        for (var i = 0; i < _count; i++) index.Start[i] = (uint)i;
        foreach (var column in _order.Columns.Reverse())
        {
            var largest = 0u;
            for (var i = 0; i < _count; i++) largest = Math.Max(largest, _records.Start[((long)i * _width) + column]);
            for (var shift = 0; shift < 32 && largest >> shift != 0; shift += RadixBits)
            {
                SortByDigit(index.Start, sorted.Start, _records.Start + column, shift);
                (index, sorted) = (sorted, index);
            }
        }

        sorted.Dispose();
        return index;
    }

    private void SortByDigit(uint* from, uint* to, uint* column, int shift)
    {
        const uint digits = (1 << RadixBits) - 1;
        var starts = stackalloc int[(1 << RadixBits) + 1];
        new Span<int>(starts, (1 << RadixBits) + 1).Clear();
        for (var i = 0; i < _count; i++) starts[((column[(long)i * _width] >> shift) & digits) + 1]++;
        for (var digit = 1; digit <= 1 << RadixBits; digit++) starts[digit] += starts[digit - 1];
        for (var i = 0; i < _count; i++)
        {
            var record = from[i];
            to[starts[(column[(long)record * _width] >> shift) & digits]++] = record;
        }
    }
}
