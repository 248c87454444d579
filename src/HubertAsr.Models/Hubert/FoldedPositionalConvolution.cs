using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>The positional convolution for inference on a processor: a grouped convolution over time, as many frames out as in.</summary>
/// <remarks>
/// What an output frame hears of its group lies together in memory, so it is a product of rows that overlap with the group's weights, and no row need be copied.
/// <para>It is not left to oneDNN: for a convolution of many groups that one (3.7) also tries its kernels for older processors, and for these sets a number of the whole process
/// by which other threads are just then laying out theirs. Of two threads that met new lengths at once, Base on an EPYC, the kernels varied from run to run, and now and then one wrote beyond its memory.</para>
/// </remarks>
internal sealed class FoldedPositionalConvolution
{
    private const int Lanes = 16;        // output channels computed together
    private const int WideRows = 12;     // output frames computed together: what 32 registers of 512 bits hold
    private const int NarrowRows = 6;    // and 16 of 256
    private const int PanelLength = 256; // inputs whose weights stay in the nearest cache while all frames pass

    private readonly float[] _weights; // [groups, blocks of lanes, kernel · inputs, lanes]
    private readonly float[] _biases;  // [groups, blocks of lanes, lanes]
    private readonly int _groups;
    private readonly int _inputs;      // channels of a group
    private readonly int _kernel;
    private readonly int _blocks;
    private readonly bool _isWide;

    /// <param name="weight">[D, D/groups, kernel], dense in memory.</param>
    /// <param name="bias">[D]</param>
    /// <param name="groups">Each hears its own channels only.</param>
    /// <param name="wide">By registers of 512 bits; as the processor has them unless set.</param>
    public FoldedPositionalConvolution(Tensor weight, Tensor bias, int groups, bool? wide = null)
    {
        _isWide = wide ?? Vector512.IsHardwareAccelerated;
        (_groups, _inputs, _kernel) = (groups, (int)weight.shape[1], (int)weight.shape[2]);
        _blocks = (_inputs + Lanes - 1) / Lanes;
        _weights = new float[groups * _blocks * _kernel * _inputs * Lanes];
        _biases = new float[groups * _blocks * Lanes];
        Arrange(MemoryMarshal.Cast<byte, float>(weight.bytes), MemoryMarshal.Cast<byte, float>(bias.bytes));
    }

    /// <summary>Hidden states [B, T, D] to the same shape.</summary>
    public unsafe Tensor Call(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var input = hidden.contiguous();
        var output = empty_like(input);
        var (batch, frames) = ((int)input.shape[0], (int)input.shape[1]);
        fixed (byte* from = input.bytes, to = output.bytes)
        {
            var (first, result) = ((nint)from, (nint)to); // pointers cannot be captured
            // Threads that share a pass among them have one each.
            Parallel.For(0, batch * _groups, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, part =>
            {
                var offset = (part / _groups * frames * _groups * _inputs) + (part % _groups * _inputs);
                Group(part % _groups, (float*)first + offset, (float*)result + offset, frames);
            });
        }
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Channels of one group, frame by frame at a distance of D.</summary>
    private unsafe void Group(int group, float* from, float* to, int frames)
    {
        var width = _groups * _inputs;
        var tile = _isWide ? WideRows : NarrowRows;
        var rows = (frames + tile - 1) / tile * tile;
        // Silence lies before and behind the frames, and where whole tiles end.
        var heard = ArrayPool<float>.Shared.Rent((rows + _kernel - 1) * _inputs);
        var sums = ArrayPool<float>.Shared.Rent(rows * Lanes);
        Array.Clear(heard);
        for (var frame = 0; frame < frames; frame++) new ReadOnlySpan<float>(from + (frame * width), _inputs).CopyTo(heard.AsSpan((frame + (_kernel / 2)) * _inputs));
        var length = _kernel * _inputs;
        fixed (float* x = heard, sum = sums, weights = _weights)
        {
            for (var block = 0; block < _blocks; block++)
            {
                var bias = _biases.AsSpan(((group * _blocks) + block) * Lanes, Lanes);
                for (var row = 0; row < rows; row++) bias.CopyTo(new Span<float>(sum + (row * Lanes), Lanes));
                var panel = weights + (((group * _blocks) + block) * (nint)length * Lanes);
                for (var start = 0; start < length; start += PanelLength)
                {
                    var count = Math.Min(PanelLength, length - start);
                    for (var row = 0; row < rows; row += tile)
                    {
                        if (_isWide) AddWide(x + (row * _inputs) + start, _inputs, panel + (start * Lanes), count, sum + (row * Lanes));
                        else AddNarrow(x + (row * _inputs) + start, _inputs, panel + (start * Lanes), count, sum + (row * Lanes));
                    }
                }
                var lanes = Math.Min(Lanes, _inputs - (block * Lanes));
                for (var frame = 0; frame < frames; frame++) new ReadOnlySpan<float>(sum + (frame * Lanes), lanes).CopyTo(new Span<float>(to + (frame * width) + (block * Lanes), lanes));
            }
        }
        ArrayPool<float>.Shared.Return(heard);
        ArrayPool<float>.Shared.Return(sums);
    }

    /// <summary>Adds the products of <see cref="WideRows"/> rows, one <paramref name="shift"/> behind the other, with weights [count, lanes] to sums [rows, lanes].</summary>
    // At once: a short recording is over before a first, slow version would be replaced.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddWide(float* x, int shift, float* weights, int count, float* sums)
    {
        var (s0, s1, s2, s3) = (Vector512.Load(sums), Vector512.Load(sums + 16), Vector512.Load(sums + 32), Vector512.Load(sums + 48));
        var (s4, s5, s6, s7) = (Vector512.Load(sums + 64), Vector512.Load(sums + 80), Vector512.Load(sums + 96), Vector512.Load(sums + 112));
        var (s8, s9, s10, s11) = (Vector512.Load(sums + 128), Vector512.Load(sums + 144), Vector512.Load(sums + 160), Vector512.Load(sums + 176));
        float* x3 = x + (3 * shift), x6 = x + (6 * shift), x9 = x + (9 * shift);
        for (var i = 0; i < count; i++)
        {
            var w = Vector512.Load(weights + (i * Lanes));
            s0 = Vector512.MultiplyAddEstimate(Vector512.Create(x[i]), w, s0);
            s1 = Vector512.MultiplyAddEstimate(Vector512.Create(x[i + shift]), w, s1);
            s2 = Vector512.MultiplyAddEstimate(Vector512.Create(x[i + (2 * shift)]), w, s2);
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
        s0.Store(sums); s1.Store(sums + 16); s2.Store(sums + 32); s3.Store(sums + 48);
        s4.Store(sums + 64); s5.Store(sums + 80); s6.Store(sums + 96); s7.Store(sums + 112);
        s8.Store(sums + 128); s9.Store(sums + 144); s10.Store(sums + 160); s11.Store(sums + 176);
    }

    /// <summary>The same for <see cref="NarrowRows"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddNarrow(float* x, int shift, float* weights, int count, float* sums)
    {
        var (a0, a1, a2) = (Vector256.Load(sums), Vector256.Load(sums + 16), Vector256.Load(sums + 32));
        var (a3, a4, a5) = (Vector256.Load(sums + 48), Vector256.Load(sums + 64), Vector256.Load(sums + 80));
        var (b0, b1, b2) = (Vector256.Load(sums + 8), Vector256.Load(sums + 24), Vector256.Load(sums + 40));
        var (b3, b4, b5) = (Vector256.Load(sums + 56), Vector256.Load(sums + 72), Vector256.Load(sums + 88));
        var x3 = x + (3 * shift);
        for (var i = 0; i < count; i++)
        {
            var (u, v) = (Vector256.Load(weights + (i * Lanes)), Vector256.Load(weights + (i * Lanes) + 8));
            var one = Vector256.Create(x[i]);
            a0 = Vector256.MultiplyAddEstimate(one, u, a0);
            b0 = Vector256.MultiplyAddEstimate(one, v, b0);
            one = Vector256.Create(x[i + shift]);
            a1 = Vector256.MultiplyAddEstimate(one, u, a1);
            b1 = Vector256.MultiplyAddEstimate(one, v, b1);
            one = Vector256.Create(x[i + (2 * shift)]);
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
        a0.Store(sums); b0.Store(sums + 8); a1.Store(sums + 16); b1.Store(sums + 24); a2.Store(sums + 32); b2.Store(sums + 40);
        a3.Store(sums + 48); b3.Store(sums + 56); a4.Store(sums + 64); b4.Store(sums + 72); a5.Store(sums + 80); b5.Store(sums + 88);
    }

    /// <summary>Lays the weights [D, inputs, kernel] as they are read; where an output channel is missing to a block they stay 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Arrange(ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        for (var output = 0; output < biases.Length; output++)
        {
            var (group, channel) = (output / _inputs, output % _inputs);
            var (block, lane) = ((group * _blocks) + (channel / Lanes), channel % Lanes);
            _biases[(block * Lanes) + lane] = biases[output];
            for (var input = 0; input < _inputs; input++)
            {
                var taps = weights.Slice(((output * _inputs) + input) * _kernel, _kernel);
                var own = _weights.AsSpan((((block * _kernel * _inputs) + input) * Lanes) + lane);
                for (var tap = 0; tap < taps.Length; tap++) own[tap * _inputs * Lanes] = taps[tap];
            }
        }
    }
}
