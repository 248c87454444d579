namespace HubertAsr.Models;

/// <summary>Rows of numbers in memory that somebody else holds: each begins <paramref name="stride"/> numbers behind the one before. They may overlap.</summary>
internal readonly unsafe struct Rows(float* start, int stride, int count)
{
    public int Stride => stride;

    public int Count => count;

    public float* this[int row] => start + ((nint)row * stride);

    /// <summary>The rows [first, first + rows).</summary>
    public Rows From(int first, int rows) => new(this[first], stride, rows);

    /// <summary>The rows from one on.</summary>
    public Rows From(int first) => From(first, count - first);

    /// <summary>The same rows, read from a later column on.</summary>
    public Rows Right(int columns) => new(start + columns, stride, count);
}
