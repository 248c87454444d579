namespace HubertAsr.Models;

/// <summary>The inputs [start, start + count) of a block of rows: they stay in the second cache while all panels of weights pass by.</summary>
/// <remarks>They are copied together, since rows that lie whole pages apart share few lines of the first cache. Rows that lie near one another, or overlap, are read where they are, but for
/// those that are no whole tile.</remarks>
internal readonly unsafe struct InputSlice
{
    private const int Gap = 16;         // between rows that are copied, so that they too lie in different lines
    private const int NearStride = 256;

    private readonly Rows _rows;
    private readonly Rows _copies;
    private readonly int _firstCopy;

    /// <param name="rows">The block.</param>
    /// <param name="start">First input.</param>
    /// <param name="count">Inputs.</param>
    /// <param name="tileRows">Rows of a tile.</param>
    /// <param name="memory">As much as <see cref="Size"/> says.</param>
    public InputSlice(Rows rows, int start, int count, int tileRows, float* memory)
    {
        (Start, Count) = (start, count);
        _rows = new Rows(rows[0] + start, rows.Stride, rows.Count);
        _copies = new Rows(memory, count + Gap, rows.Count);
        _firstCopy = rows.Stride <= NearStride ? rows.Count / tileRows * tileRows : 0;
        for (var row = _firstCopy; row < rows.Count; row++) new ReadOnlySpan<float>(_rows[row], count).CopyTo(new Span<float>(_copies[row], count));
        // What lay there before may be numbers so small that the processor takes long over each.
        for (var row = rows.Count; row % tileRows != 0; row++) new Span<float>(_copies[row], count).Clear();
    }

    public int Start { get; }

    public int Count { get; }

    /// <summary>Numbers that so many rows of whole tiles may take.</summary>
    public static int Size(int rows, int count) => rows * (count + Gap);

    /// <summary>The rows of a tile, from one of the block's on.</summary>
    public Rows Tile(int row) => (row < _firstCopy ? _rows : _copies).From(row);
}
