using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Self-attention for inference on a processor: every frame of an utterance looks at all of its frames, each head apart.</summary>
/// <param name="heads">H</param>
/// <param name="wide">By registers of 512 bits; as the processor has them unless set.</param>
internal sealed unsafe class HeadAttention(int heads, bool? wide = null)
{
    private const int QueriesAtOnce = 120; // whose scores stay in the second cache

    /// <summary>Queries, keys and values side by side [B, T, 3D] to what each frame hears [B, T, D].</summary>
    /// <param name="projected">Dense in memory.</param>
    /// <param name="frameCounts">Frames of each utterance, one behind another.</param>
    public Tensor Call(Tensor projected, IReadOnlyList<int> frameCounts)
    {
        var width = (int)projected.shape[2] / 3;
        var output = empty(projected.shape[0], projected.shape[1], width);
        var starts = new int[frameCounts.Count];
        for (var i = 1; i < starts.Length; i++) starts[i] = starts[i - 1] + frameCounts[i - 1];
        var input = new Rows(PackedWeights.Numbers(projected), 3 * width, frameCounts.Sum());
        var heard = new Rows(PackedWeights.Numbers(output), width, input.Count);
        Parallel.For(0, starts.Length * heads, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, piece =>
        {
            var (utterance, head) = (piece / heads, piece % heads);
            Head(input.From(starts[utterance], frameCounts[utterance]), heard.From(starts[utterance], frameCounts[utterance]), head, width / heads);
        });
        GC.KeepAlive(projected);
        return output;
    }

    private void Head(Rows projected, Rows heard, int head, int size)
    {
        var (frames, width) = (projected.Count, heard.Stride);
        var keyMemory = ArrayPool<float>.Shared.Rent(Padded(frames) * size);
        var valueMemory = ArrayPool<float>.Shared.Rent(Padded(size) * frames);
        var zeroMemory = ArrayPool<float>.Shared.Rent(Math.Max(frames, size));
        Array.Clear(zeroMemory);
        var scoreMemory = ArrayPool<float>.Shared.Rent(QueriesAtOnce * Padded(frames));
        Span<float> sums = stackalloc float[QueriesAtOnce];
        fixed (float* keys = keyMemory, values = valueMemory, scores = scoreMemory, none = zeroMemory)
        {
            LayOutKeys(projected, width + (head * size), size, keys);
            LayOutValues(projected, (2 * width) + (head * size), size, values);
            var score = new Product(new Panels(keys, keys + ((nint)frames / Panels.Lanes * Panels.Lanes * size), size, frames), none, gelu: false, wide);
            var hear = new Product(new Panels(values, values + ((nint)size / Panels.Lanes * Panels.Lanes * frames), frames, size), none, gelu: false, wide);
            for (var first = 0; first < frames; first += QueriesAtOnce)
            {
                var count = Math.Min(QueriesAtOnce, frames - first);
                var queries = projected.From(first, count).Right(head * size);
                var weights = new Rows(scores, Padded(frames), count);
                var output = heard.From(first, count).Right(head * size);
                score.Compute(queries, weights, threads: 1);
                for (var row = 0; row < count; row++) sums[row] = Exponentials(weights[row], frames, 1 / MathF.Sqrt(size));
                hear.Compute(weights, output, threads: 1);
                for (var row = 0; row < count; row++)
                {
                    for (var i = 0; i < size; i++) output[row][i] /= sums[row];
                }
            }
        }
        ArrayPool<float>.Shared.Return(keyMemory);
        ArrayPool<float>.Shared.Return(valueMemory);
        ArrayPool<float>.Shared.Return(scoreMemory);
        ArrayPool<float>.Shared.Return(zeroMemory);
    }

    private static int Padded(int count) => (count + Panels.Lanes - 1) / Panels.Lanes * Panels.Lanes;

    /// <summary>Scores of one query to the numerators of their softmax, exp(s·scale − max).</summary>
    /// <returns>The denominator.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials(float* scores, int count, float scale)
    {
        var whole = count / Vector256<float>.Count * Vector256<float>.Count;
        var most = Vector256.Create(float.NegativeInfinity);
        for (var i = 0; i < whole; i += Vector256<float>.Count) most = Vector256.Max(most, Vector256.Load(scores + i));
        var top = float.NegativeInfinity;
        for (var lane = 0; lane < Vector256<float>.Count; lane++) top = MathF.Max(top, most[lane]);
        for (var i = whole; i < count; i++) top = MathF.Max(top, scores[i]);
        var (sums, shift) = (Vector256<float>.Zero, Vector256.Create(top));
        for (var i = 0; i < whole; i += Vector256<float>.Count)
        {
            var values = Exponential.OfNegative((Vector256.Load(scores + i) - shift) * scale);
            values.Store(scores + i);
            sums += values;
        }
        var sum = Vector256.Sum(sums);
        for (var i = whole; i < count; i++) sum += scores[i] = MathF.Exp((scores[i] - top) * scale);
        return sum;
    }

    /// <summary>Keys as the weights of a product whose outputs are frames.</summary>
    private static void LayOutKeys(Rows projected, int first, int size, float* keys)
    {
        for (var frame = 0; frame < Padded(projected.Count); frame++)
        {
            var panel = keys + ((nint)frame / Panels.Lanes * Panels.Lanes * size) + (frame % Panels.Lanes);
            for (var i = 0; i < size; i++) panel[i * Panels.Lanes] = frame < projected.Count ? projected[frame][first + i] : 0;
        }
    }

    /// <summary>Values as the weights of a product whose inputs are frames.</summary>
    private static void LayOutValues(Rows projected, int first, int size, float* values)
    {
        for (var start = 0; start < size; start += Panels.Lanes)
        {
            var lanes = Math.Min(Panels.Lanes, size - start);
            for (var frame = 0; frame < projected.Count; frame++)
            {
                var own = new Span<float>(values + ((nint)start * projected.Count) + (frame * Panels.Lanes), Panels.Lanes);
                new ReadOnlySpan<float>(projected[frame] + first + start, lanes).CopyTo(own);
                own[lanes..].Clear();
            }
        }
    }
}
