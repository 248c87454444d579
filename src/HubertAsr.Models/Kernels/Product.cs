using System.Buffers;
using System.Runtime.Intrinsics.X86;

namespace HubertAsr.Models;

/// <summary>A product of rows with weights, y = x·Wᵀ + b, or GELU of that, by this project's own kernels.</summary>
/// <remarks>Of libtorch's two libraries MKL uses AVX-512 on its maker's processors only, and oneDNN lays the weights out anew at every call. Here they are laid out once.</remarks>
/// <param name="weights">W [out, in].</param>
/// <param name="bias">b [out]</param>
/// <param name="gelu">Whether GELU follows.</param>
/// <param name="wide">By registers of 512 bits; as the processor has them unless set.</param>
internal readonly unsafe struct Product(Panels weights, float* bias, bool gelu, bool? wide = null)
{
    private const int MostInputs = 512;    // of a slice
    private const int MostRows = 252;      // of a block; whole tiles of either width
    private const int PiecesPerThread = 4; // so that one that is held up does not hold up all
    private const int PairLanes = 2 * Panels.Lanes;

    // Not Vector512.IsHardwareAccelerated, which is false where wide registers slow the clock: MKL uses them there too.
    private readonly bool _isWide = wide ?? Avx512F.IsSupported;

    /// <summary>Rows [T, in] to rows [T, out].</summary>
    /// <param name="input">May overlap.</param>
    /// <param name="output">As many rows, elsewhere in memory.</param>
    /// <param name="threads">Threads that share the work.</param>
    public void Compute(Rows input, Rows output, int threads)
    {
        var blocks = (input.Count + MostRows - 1) / MostRows;
        var rows = WholeTiles((input.Count + blocks - 1) / blocks);
        blocks = (input.Count + rows - 1) / rows;
        var pairs = (weights.Count + 1) / 2;
        var shares = threads == 1 ? 1 : Math.Min(pairs, ((PiecesPerThread * threads) + blocks - 1) / blocks);
        var product = this; // the struct itself cannot be captured
        if (threads == 1)
        {
            for (var block = 0; block < blocks; block++) Piece(block);
            return;
        }
        Parallel.For(0, blocks * shares, new ParallelOptions { MaxDegreeOfParallelism = threads }, Piece);

        void Piece(int piece)
        {
            var (first, share) = (piece / shares * rows, piece % shares);
            var count = Math.Min(rows, input.Count - first);
            product.Block(input.From(first, count), output.From(first, count), pairs * share / shares, pairs * (share + 1) / shares);
        }
    }

    private int TileRows => _isWide ? ProductTile.WideRows : ProductTile.NarrowRows;

    private int WholeTiles(int rows) => (rows + TileRows - 1) / TileRows * TileRows;

    /// <summary>The outputs of the pairs of panels [first, end) for at most <see cref="MostRows"/> rows.</summary>
    private void Block(Rows input, Rows output, int first, int end)
    {
        var slices = (weights.Inputs + MostInputs - 1) / MostInputs;
        var length = (weights.Inputs + slices - 1) / slices;
        var copies = ArrayPool<float>.Shared.Rent(InputSlice.Size(WholeTiles(input.Count), length));
        fixed (float* memory = copies)
        {
            for (var start = 0; start < weights.Inputs; start += length)
            {
                var slice = new InputSlice(input, start, Math.Min(length, weights.Inputs - start), TileRows, memory);
                for (var pair = first; pair < end; pair++) Pair(slice, 2 * pair, output.Right(pair * PairLanes));
            }
        }
        ArrayPool<float>.Shared.Return(copies);
    }

    /// <summary>Adds what a slice gives to the outputs of two panels, or of the last one alone.</summary>
    private void Pair(InputSlice slice, int panel, Rows sums)
    {
        var lanes = Math.Min(PairLanes, weights.Outputs - (panel * Panels.Lanes));
        // At first the bias in every row, then what is there.
        var begin = slice.Start == 0 ? new Rows(bias + (panel * Panels.Lanes), 0, sums.Count) : sums;
        for (var row = 0; row < sums.Count; row += TileRows)
        {
            var rows = Math.Min(TileRows, sums.Count - row);
            if (rows == TileRows && lanes % Panels.Lanes == 0) Tile(slice, row, panel, begin.From(row), sums.From(row), lanes);
            else PartOfTile(slice, row, panel, begin.From(row, rows), sums.From(row, rows), lanes);
        }
        if (!gelu || slice.Start + slice.Count < weights.Inputs) return;
        for (var row = 0; row < sums.Count; row++) Gelu.Apply(sums[row], lanes);
    }

    private void Tile(InputSlice slice, int row, int panel, Rows begin, Rows sums, int lanes)
    {
        var (x, skipped) = (slice.Tile(row), (nint)slice.Start * Panels.Lanes);
        var first = weights[panel] + skipped;
        if (_isWide && lanes > Panels.Lanes) ProductTile.AddWidePair(x, first, weights[panel + 1] + skipped, slice.Count, begin, sums);
        else if (_isWide) ProductTile.AddWide(x, first, slice.Count, begin, sums);
        else
        {
            ProductTile.AddNarrow(x, first, slice.Count, begin, sums);
            if (lanes > Panels.Lanes) ProductTile.AddNarrow(x, weights[panel + 1] + skipped, slice.Count, begin.Right(Panels.Lanes), sums.Right(Panels.Lanes));
        }
    }

    /// <summary>The same where rows or outputs are missing to a whole tile.</summary>
    private void PartOfTile(InputSlice slice, int row, int panel, Rows begin, Rows sums, int lanes)
    {
        var memory = stackalloc float[ProductTile.WideRows * PairLanes];
        var whole = new Rows(memory, PairLanes, TileRows);
        for (var i = 0; i < sums.Count; i++) new ReadOnlySpan<float>(begin[i], lanes).CopyTo(new Span<float>(whole[i], lanes));
        Tile(slice, row, panel, whole, whole, lanes);
        for (var i = 0; i < sums.Count; i++) new ReadOnlySpan<float>(whole[i], lanes).CopyTo(new Span<float>(sums[i], lanes));
    }
}
