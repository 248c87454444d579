using System.Runtime.InteropServices;

namespace HubertAsr.Evaluation.Alignment;

/// <summary>
/// Levenshtein distance and its alignment, 64 cells of a column at a time (Myers' bit vectors in Hyyrö's blocked form). Two bits a cell are
/// enough to walk back exactly: did the diagonal step cost nothing, and is the cell above one cheaper. Keeps its buffers: one thread, many pairs.
/// </summary>
/// <remarks>
/// Rows are reference units, columns hypothesis units. Pairs too large to keep every column keep one state per block of columns and compute the
/// block again on the way back, so memory stays near <see cref="KeptWords"/> × 16 bytes whatever the length.
/// </remarks>
internal sealed class EditAligner
{
    /// <summary>Bit-vector words kept per kind of bit: 2 × 16 MB.</summary>
    private const int KeptWords = 1 << 21;

    private readonly Dictionary<int, int> _rows = [];
    private ulong[] _equal = [], _verticalPlus = [], _verticalMinus = [], _free = [], _above = [], _states = [];
    private int[] _columns = [];

    /// <summary>Counts and, when <paramref name="edits"/> is given, the edits in order.</summary>
    public ErrorCounts Align(ReadOnlySpan<int> reference, ReadOnlySpan<int> hypothesis, List<Edit>? edits = null)
    {
        var first = edits?.Count ?? 0;
        var words = (reference.Length + 63) / 64;
        var blockColumns = words == 0 ? Math.Max(1, hypothesis.Length) : Math.Clamp(KeptWords / words, 1, Math.Max(1, hypothesis.Length));
        if (words > 0) FillForward(reference, hypothesis, words, blockColumns);

        var counts = WalkBack(reference, hypothesis, words, blockColumns, edits);
        edits?.Reverse(first, edits.Count - first);
        return counts;
    }

    private void FillForward(ReadOnlySpan<int> reference, ReadOnlySpan<int> hypothesis, int words, int blockColumns)
    {
        IndexSymbols(reference, hypothesis, words);
        var blocks = (hypothesis.Length + blockColumns - 1) / blockColumns;
        Grow(ref _verticalPlus, words);
        Grow(ref _verticalMinus, words);
        Grow(ref _free, words * blockColumns);
        Grow(ref _above, words * blockColumns);
        Grow(ref _states, 2 * words * blocks);

        _verticalPlus.AsSpan(0, words).Fill(ulong.MaxValue);
        _verticalMinus.AsSpan(0, words).Clear();
        for (var block = 0; block < blocks; block++)
        {
            _verticalPlus.AsSpan(0, words).CopyTo(_states.AsSpan(2 * block * words));
            _verticalMinus.AsSpan(0, words).CopyTo(_states.AsSpan((2 * block + 1) * words));
            FillBlock(block, blockColumns, hypothesis.Length, words);
        }
    }

    private void RefillBlock(int block, int blockColumns, int columnCount, int words)
    {
        _states.AsSpan(2 * block * words, words).CopyTo(_verticalPlus);
        _states.AsSpan((2 * block + 1) * words, words).CopyTo(_verticalMinus);
        FillBlock(block, blockColumns, columnCount, words);
    }

    private void FillBlock(int block, int blockColumns, int columnCount, int words)
    {
        var start = block * blockColumns;
        var end = Math.Min(start + blockColumns, columnCount);
        for (var column = start; column < end; column++)
            FillColumn(_equal.AsSpan(_columns[column] * words, words), (column - start) * words);
    }

    private void FillColumn(ReadOnlySpan<ulong> equal, int offset)
    {
        ulong plusCarry = 1, minusCarry = 0;
        for (var word = 0; word < equal.Length; word++)
        {
            var plus = _verticalPlus[word];
            var minus = _verticalMinus[word];
            var x = equal[word] | minusCarry;
            var free = (((x & plus) + plus) ^ plus) | x | minus;
            var horizontalPlus = minus | ~(free | plus);
            var horizontalMinus = free & plus;
            var shiftedPlus = (horizontalPlus << 1) | plusCarry;
            var shiftedMinus = (horizontalMinus << 1) | minusCarry;
            plusCarry = horizontalPlus >> 63;
            minusCarry = horizontalMinus >> 63;
            _verticalPlus[word] = _above[offset + word] = shiftedMinus | ~(free | shiftedPlus);
            _verticalMinus[word] = shiftedPlus & free;
            _free[offset + word] = free;
        }
    }

    /// <summary>One row of match bits per distinct reference symbol; row 0 is the symbol that the reference lacks.</summary>
    private void IndexSymbols(ReadOnlySpan<int> reference, ReadOnlySpan<int> hypothesis, int words)
    {
        _rows.Clear();
        foreach (var symbol in reference)
        {
            ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, symbol, out var exists);
            if (!exists) row = _rows.Count;
        }

        var length = (_rows.Count + 1) * words;
        Grow(ref _equal, length);
        _equal.AsSpan(0, length).Clear();
        for (var i = 0; i < reference.Length; i++) _equal[_rows[reference[i]] * words + i / 64] |= 1UL << i;

        if (_columns.Length < hypothesis.Length) _columns = new int[hypothesis.Length * 2];
        for (var j = 0; j < hypothesis.Length; j++) _columns[j] = _rows.GetValueOrDefault(hypothesis[j]);
    }

    private ErrorCounts WalkBack(ReadOnlySpan<int> reference, ReadOnlySpan<int> hypothesis, int words, int blockColumns, List<Edit>? edits)
    {
        int i = reference.Length, j = hypothesis.Length;
        var block = j == 0 ? 0 : (j - 1) / blockColumns;
        long substitutions = 0, deletions = 0, insertions = 0;
        while (i > 0 || j > 0)
        {
            if (i > 0 && j > 0 && (j - 1) / blockColumns != block) RefillBlock(--block, blockColumns, hypothesis.Length, words);
            var kind = i == 0 ? EditKind.Insertion : j == 0 ? EditKind.Deletion : LastStep(reference[i - 1] == hypothesis[j - 1], i - 1, (j - 1 - block * blockColumns) * words);
            if (kind != EditKind.Insertion) i--;
            if (kind != EditKind.Deletion) j--;
            edits?.Add(new Edit(kind, kind == EditKind.Insertion ? -1 : i, kind == EditKind.Deletion ? -1 : j));
            if (kind == EditKind.Substitution) substitutions++;
            else if (kind == EditKind.Deletion) deletions++;
            else if (kind == EditKind.Insertion) insertions++;
        }

        return new ErrorCounts(substitutions, deletions, insertions, reference.Length);
    }

    private EditKind LastStep(bool equal, int row, int offset)
    {
        if (equal) return EditKind.Match;
        var word = offset + row / 64;
        if ((_free[word] >> row & 1) == 0) return EditKind.Substitution;
        return (_above[word] >> row & 1) == 1 ? EditKind.Deletion : EditKind.Insertion;
    }

    private static void Grow(ref ulong[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new ulong[length];
    }
}
