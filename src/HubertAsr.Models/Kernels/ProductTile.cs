using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HubertAsr.Models;

/// <summary>The innermost loops of a product: sums of a few rows and a few outputs that stay in registers while all inputs pass.</summary>
/// <remarks>Each adds to rows <c>begin</c> the products of rows <c>x</c> with panels, and writes rows <c>sums</c>. As many sums stay in registers as these hold (Goto and van de Geijn 2008).
/// Compiled at once: a short recording is over before a first, slow version would be replaced.</remarks>
internal static unsafe class ProductTile
{
    /// <summary>Rows at once by 32 registers of 512 bits.</summary>
    public const int WideRows = 12;

    /// <summary>Rows at once by 16 registers of 256 bits.</summary>
    public const int NarrowRows = 6;

    /// <summary><see cref="WideRows"/> rows and two panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWidePair(Rows x, float* first, float* second, int count, Rows begin, Rows sums)
    {
        var (a0, a1, a2) = (Vector512.Load(begin[0]), Vector512.Load(begin[1]), Vector512.Load(begin[2]));
        var (a3, a4, a5) = (Vector512.Load(begin[3]), Vector512.Load(begin[4]), Vector512.Load(begin[5]));
        var (a6, a7, a8) = (Vector512.Load(begin[6]), Vector512.Load(begin[7]), Vector512.Load(begin[8]));
        var (a9, a10, a11) = (Vector512.Load(begin[9]), Vector512.Load(begin[10]), Vector512.Load(begin[11]));
        var (b0, b1, b2) = (Vector512.Load(begin[0] + 16), Vector512.Load(begin[1] + 16), Vector512.Load(begin[2] + 16));
        var (b3, b4, b5) = (Vector512.Load(begin[3] + 16), Vector512.Load(begin[4] + 16), Vector512.Load(begin[5] + 16));
        var (b6, b7, b8) = (Vector512.Load(begin[6] + 16), Vector512.Load(begin[7] + 16), Vector512.Load(begin[8] + 16));
        var (b9, b10, b11) = (Vector512.Load(begin[9] + 16), Vector512.Load(begin[10] + 16), Vector512.Load(begin[11] + 16));
        var shift = (nint)x.Stride;
        float* x0 = x[0], x3 = x[3], x6 = x[6], x9 = x[9];
        for (nint i = 0; i < count; i++)
        {
            var (u, v) = (Vector512.Load(first + (i * 16)), Vector512.Load(second + (i * 16)));
            var one = Vector512.Create(x0[i]);
            a0 = Vector512.MultiplyAddEstimate(one, u, a0);
            b0 = Vector512.MultiplyAddEstimate(one, v, b0);
            one = Vector512.Create(x0[i + shift]);
            a1 = Vector512.MultiplyAddEstimate(one, u, a1);
            b1 = Vector512.MultiplyAddEstimate(one, v, b1);
            one = Vector512.Create(x0[i + (2 * shift)]);
            a2 = Vector512.MultiplyAddEstimate(one, u, a2);
            b2 = Vector512.MultiplyAddEstimate(one, v, b2);
            one = Vector512.Create(x3[i]);
            a3 = Vector512.MultiplyAddEstimate(one, u, a3);
            b3 = Vector512.MultiplyAddEstimate(one, v, b3);
            one = Vector512.Create(x3[i + shift]);
            a4 = Vector512.MultiplyAddEstimate(one, u, a4);
            b4 = Vector512.MultiplyAddEstimate(one, v, b4);
            one = Vector512.Create(x3[i + (2 * shift)]);
            a5 = Vector512.MultiplyAddEstimate(one, u, a5);
            b5 = Vector512.MultiplyAddEstimate(one, v, b5);
            one = Vector512.Create(x6[i]);
            a6 = Vector512.MultiplyAddEstimate(one, u, a6);
            b6 = Vector512.MultiplyAddEstimate(one, v, b6);
            one = Vector512.Create(x6[i + shift]);
            a7 = Vector512.MultiplyAddEstimate(one, u, a7);
            b7 = Vector512.MultiplyAddEstimate(one, v, b7);
            one = Vector512.Create(x6[i + (2 * shift)]);
            a8 = Vector512.MultiplyAddEstimate(one, u, a8);
            b8 = Vector512.MultiplyAddEstimate(one, v, b8);
            one = Vector512.Create(x9[i]);
            a9 = Vector512.MultiplyAddEstimate(one, u, a9);
            b9 = Vector512.MultiplyAddEstimate(one, v, b9);
            one = Vector512.Create(x9[i + shift]);
            a10 = Vector512.MultiplyAddEstimate(one, u, a10);
            b10 = Vector512.MultiplyAddEstimate(one, v, b10);
            one = Vector512.Create(x9[i + (2 * shift)]);
            a11 = Vector512.MultiplyAddEstimate(one, u, a11);
            b11 = Vector512.MultiplyAddEstimate(one, v, b11);
        }
        a0.Store(sums[0]); b0.Store(sums[0] + 16); a1.Store(sums[1]); b1.Store(sums[1] + 16);
        a2.Store(sums[2]); b2.Store(sums[2] + 16); a3.Store(sums[3]); b3.Store(sums[3] + 16);
        a4.Store(sums[4]); b4.Store(sums[4] + 16); a5.Store(sums[5]); b5.Store(sums[5] + 16);
        a6.Store(sums[6]); b6.Store(sums[6] + 16); a7.Store(sums[7]); b7.Store(sums[7] + 16);
        a8.Store(sums[8]); b8.Store(sums[8] + 16); a9.Store(sums[9]); b9.Store(sums[9] + 16);
        a10.Store(sums[10]); b10.Store(sums[10] + 16); a11.Store(sums[11]); b11.Store(sums[11] + 16);
    }

    /// <summary><see cref="WideRows"/> rows and one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWide(Rows x, float* panel, int count, Rows begin, Rows sums)
    {
        var (s0, s1, s2) = (Vector512.Load(begin[0]), Vector512.Load(begin[1]), Vector512.Load(begin[2]));
        var (s3, s4, s5) = (Vector512.Load(begin[3]), Vector512.Load(begin[4]), Vector512.Load(begin[5]));
        var (s6, s7, s8) = (Vector512.Load(begin[6]), Vector512.Load(begin[7]), Vector512.Load(begin[8]));
        var (s9, s10, s11) = (Vector512.Load(begin[9]), Vector512.Load(begin[10]), Vector512.Load(begin[11]));
        var shift = (nint)x.Stride;
        float* x0 = x[0], x3 = x[3], x6 = x[6], x9 = x[9];
        for (nint i = 0; i < count; i++)
        {
            var w = Vector512.Load(panel + (i * 16));
            s0 = Vector512.MultiplyAddEstimate(Vector512.Create(x0[i]), w, s0);
            s1 = Vector512.MultiplyAddEstimate(Vector512.Create(x0[i + shift]), w, s1);
            s2 = Vector512.MultiplyAddEstimate(Vector512.Create(x0[i + (2 * shift)]), w, s2);
            s3 = Vector512.MultiplyAddEstimate(Vector512.Create(x3[i]), w, s3);
            s4 = Vector512.MultiplyAddEstimate(Vector512.Create(x3[i + shift]), w, s4);
            s5 = Vector512.MultiplyAddEstimate(Vector512.Create(x3[i + (2 * shift)]), w, s5);
            s6 = Vector512.MultiplyAddEstimate(Vector512.Create(x6[i]), w, s6);
            s7 = Vector512.MultiplyAddEstimate(Vector512.Create(x6[i + shift]), w, s7);
            s8 = Vector512.MultiplyAddEstimate(Vector512.Create(x6[i + (2 * shift)]), w, s8);
            s9 = Vector512.MultiplyAddEstimate(Vector512.Create(x9[i]), w, s9);
            s10 = Vector512.MultiplyAddEstimate(Vector512.Create(x9[i + shift]), w, s10);
            s11 = Vector512.MultiplyAddEstimate(Vector512.Create(x9[i + (2 * shift)]), w, s11);
        }
        s0.Store(sums[0]); s1.Store(sums[1]); s2.Store(sums[2]); s3.Store(sums[3]); s4.Store(sums[4]); s5.Store(sums[5]);
        s6.Store(sums[6]); s7.Store(sums[7]); s8.Store(sums[8]); s9.Store(sums[9]); s10.Store(sums[10]); s11.Store(sums[11]);
    }

    /// <summary><see cref="NarrowRows"/> rows and one panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddNarrow(Rows x, float* panel, int count, Rows begin, Rows sums)
    {
        var (a0, a1, a2) = (Vector256.Load(begin[0]), Vector256.Load(begin[1]), Vector256.Load(begin[2]));
        var (a3, a4, a5) = (Vector256.Load(begin[3]), Vector256.Load(begin[4]), Vector256.Load(begin[5]));
        var (b0, b1, b2) = (Vector256.Load(begin[0] + 8), Vector256.Load(begin[1] + 8), Vector256.Load(begin[2] + 8));
        var (b3, b4, b5) = (Vector256.Load(begin[3] + 8), Vector256.Load(begin[4] + 8), Vector256.Load(begin[5] + 8));
        var shift = (nint)x.Stride;
        float* x0 = x[0], x3 = x[3];
        for (nint i = 0; i < count; i++)
        {
            var (u, v) = (Vector256.Load(panel + (i * 16)), Vector256.Load(panel + (i * 16) + 8));
            var one = Vector256.Create(x0[i]);
            a0 = Vector256.MultiplyAddEstimate(one, u, a0);
            b0 = Vector256.MultiplyAddEstimate(one, v, b0);
            one = Vector256.Create(x0[i + shift]);
            a1 = Vector256.MultiplyAddEstimate(one, u, a1);
            b1 = Vector256.MultiplyAddEstimate(one, v, b1);
            one = Vector256.Create(x0[i + (2 * shift)]);
            a2 = Vector256.MultiplyAddEstimate(one, u, a2);
            b2 = Vector256.MultiplyAddEstimate(one, v, b2);
            one = Vector256.Create(x3[i]);
            a3 = Vector256.MultiplyAddEstimate(one, u, a3);
            b3 = Vector256.MultiplyAddEstimate(one, v, b3);
            one = Vector256.Create(x3[i + shift]);
            a4 = Vector256.MultiplyAddEstimate(one, u, a4);
            b4 = Vector256.MultiplyAddEstimate(one, v, b4);
            one = Vector256.Create(x3[i + (2 * shift)]);
            a5 = Vector256.MultiplyAddEstimate(one, u, a5);
            b5 = Vector256.MultiplyAddEstimate(one, v, b5);
        }
        a0.Store(sums[0]); b0.Store(sums[0] + 8); a1.Store(sums[1]); b1.Store(sums[1] + 8);
        a2.Store(sums[2]); b2.Store(sums[2] + 8); a3.Store(sums[3]); b3.Store(sums[3] + 8);
        a4.Store(sums[4]); b4.Store(sums[4] + 8); a5.Store(sums[5]); b5.Store(sums[5] + 8);
    }
}
