using System.Runtime.InteropServices;

namespace HubertAsr.Decoding;

/// <summary>Sorts fixed-width records of 32-bit numbers within a memory budget: runs that do not fit go to disk and are merged.</summary>
internal sealed class RecordSorter : IDisposable
{
    private const int RadixBits = 11;
    private readonly int _width;
    private readonly RecordOrder _order;
    private readonly int _capacity;
    private readonly string _prefix;
    private readonly List<string> _runs = [];
    private uint[] _records;
    private int _count;

    /// <param name="width">Numbers a record.</param>
    /// <param name="order">How records are compared.</param>
    /// <param name="budgetBytes">Memory for records and their index.</param>
    /// <param name="prefix">Path prefix of the runs on disk.</param>
    public RecordSorter(int width, RecordOrder order, long budgetBytes, string prefix)
    {
        _width = width;
        _order = order;
        // Two indices of the radix sort stand beside the records.
        _capacity = (int)Math.Clamp(budgetBytes / ((width * 4) + 8), 1024, Array.MaxLength / width);
        _prefix = prefix;
        _records = new uint[Math.Min(_capacity, 1 << 14) * width];
    }

    public void Add(ReadOnlySpan<uint> record)
    {
        if (_count == _capacity) Spill();
        if ((_count + 1) * _width > _records.Length) Array.Resize(ref _records, (int)Math.Min((long)_records.Length * 2, (long)_capacity * _width));
        record.CopyTo(_records.AsSpan(_count++ * _width));
    }

    /// <summary>All records in order; the sorter is empty afterwards.</summary>
    public RecordStream Sorted()
    {
        if (_runs.Count == 0)
        {
            var stream = new MemoryRecordStream(_records, _width, SortedIndex(), _count);
            _records = [];
            return stream;
        }

        Spill();
        _records = [];
        var bufferRecords = Math.Max(1, Math.Min(1 << 14, _capacity / _runs.Count));
        var runs = _runs.ConvertAll(RecordStream (path) => new FileRecordStream(path, _width, bufferRecords));
        _runs.Clear();
        return new MergedRecordStream(runs, _order);
    }

    public void Dispose()
    {
        foreach (var run in _runs) File.Delete(run);
    }

    private void Spill()
    {
        if (_count == 0) return;
        var path = $"{_prefix}.{_runs.Count}";
        _runs.Add(path);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var index = SortedIndex();
        for (var i = 0; i < _count; i++) file.Write(MemoryMarshal.AsBytes(_records.AsSpan(index[i] * _width, _width)));
        _count = 0;
    }

    /// <summary>Least significant digit first, so every pass keeps the order of the one before.</summary>
    private int[] SortedIndex()
    {
        var index = new int[_count];
        for (var i = 0; i < _count; i++) index[i] = i;
        var sorted = new int[_count];
        foreach (var column in _order.Columns.Reverse())
        {
            var largest = 0u;
            for (var i = 0; i < _count; i++) largest = Math.Max(largest, _records[(i * _width) + column]);
            for (var shift = 0; shift < 32 && largest >> shift != 0; shift += RadixBits)
            {
                SortByDigit(index, sorted, column, shift);
                (index, sorted) = (sorted, index);
            }
        }

        return index;
    }

    private void SortByDigit(int[] from, int[] to, int column, int shift)
    {
        var starts = new int[(1 << RadixBits) + 1];
        foreach (var record in from) starts[Digit(record, column, shift) + 1]++;
        for (var digit = 1; digit < starts.Length; digit++) starts[digit] += starts[digit - 1];
        foreach (var record in from) to[starts[Digit(record, column, shift)]++] = record;
    }

    private int Digit(int record, int column, int shift) => (int)((_records[(record * _width) + column] >> shift) & ((1 << RadixBits) - 1));
}
