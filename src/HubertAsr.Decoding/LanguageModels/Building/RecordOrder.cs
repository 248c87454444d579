namespace HubertAsr.Decoding;

/// <summary>In which order the words of an n-gram record are compared.</summary>
/// <param name="Columns">Columns of the record, the weightiest first.</param>
internal sealed record RecordOrder(int[] Columns)
{
    /// <summary>Last word first: an n-gram follows its own suffix.</summary>
    public static RecordOrder Suffix(int n) => new([.. Enumerable.Range(0, n).Reverse()]);

    /// <summary>The context in suffix order, then the last word: an n-gram stands with its siblings.</summary>
    public static RecordOrder Context(int n) => new([.. Enumerable.Range(0, n - 1).Reverse(), n - 1]);

    public int Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right)
    {
        foreach (var column in Columns)
            if (left[column] != right[column]) return left[column] < right[column] ? -1 : 1;
        return 0;
    }
}
