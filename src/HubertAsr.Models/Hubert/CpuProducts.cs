using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>Products of frames with weights for inference on a processor, by whichever of libtorch's two libraries is faster on it.</summary>
/// <remarks>The matrix library behind <c>linear</c>, MKL, uses AVX-512 on its maker's processors only; oneDNN, behind convolutions, on every make. [8, 499, 768] · [768, 3072] on
/// an EPYC of two cores: 217 ms by MKL, 94 ms by oneDNN. On a Xeon MKL is up to a tenth faster, more where a convolution takes few steps.</remarks>
/// <param name="byConvolution">By oneDNN.</param>
internal sealed class CpuProducts(bool byConvolution)
{
    // Up to here libtorch asks NNPACK instead of oneDNN, which where it does not know the processor complains on stderr at every call.
    private const long MostForNnpack = 20480;

    // oneDNN lays weights out in blocks of 16, 32, 48 or 64 outputs (64 only where they divide them). Where the last block is not full, version 3.7.1 loses part of its weights on
    // AVX-512: of 2021 outputs of 768 numbers the last five were wrong.
    private const long FullBlocks = 96;

    /// <summary>What is best on this processor.</summary>
    public static CpuProducts Best { get; } = new(byConvolution: X86Base.IsSupported && !IsIntel());

    /// <summary>Outputs that one product had best give where they can be had in several.</summary>
    /// <remarks>oneDNN is slow with rows of 3,072 numbers, presumably because they lie three whole pages apart and share few lines of the first cache. [499, 768] · [768, 3072] on one
    /// thread of an EPYC: 93 billion operations a second, with 768 outputs 163.</remarks>
    public long BestOutputs => byConvolution ? 768 : long.MaxValue;

    /// <summary>Frames [B, T, in] by weights [out, in].</summary>
    public Tensor Linear(Tensor frames, Tensor weight, Tensor? bias)
    {
        var (outputs, inBlocks) = (weight.shape[0], weight.shape[0] / FullBlocks * FullBlocks);
        if (!byConvolution || inBlocks == 0 || frames.numel() <= MostForNnpack) return functional.linear(frames, weight, bias!);
        if (inBlocks == outputs) return LinearByConvolution(frames, weight, bias);
        using var scope = NewDisposeScope();
        var blocks = LinearByConvolution(frames, weight.narrow(0, 0, inBlocks), bias?.narrow(0, 0, inBlocks));
        var rest = functional.linear(frames, weight.narrow(0, inBlocks, outputs - inBlocks), bias?.narrow(0, inBlocks, outputs - inBlocks)!);
        return cat([blocks, rest], -1).MoveToOuterDisposeScope();
    }

    private static Tensor LinearByConvolution(Tensor frames, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var image = frames.transpose(1, 2).unsqueeze(2);  // [B, in, 1, T], channels last in memory
        var kernel = weight.unsqueeze(-1).unsqueeze(-1);  // [out, in, 1, 1]
        // A stride over the axis of one changes nothing, except that libtorch then takes oneDNN for a single thread too.
        var output = functional.conv2d(image, kernel, bias!, strides: [2, 1]);
        return output.squeeze(2).transpose(1, 2).MoveToOuterDisposeScope(); // [B, T, out]
    }

    /// <summary>A convolution over time of frames [T, in], dense in memory, by weights [out, kernel, in]: [T', out].</summary>
    public Tensor Convolution(Tensor frames, Tensor weight, Tensor? bias, int stride)
    {
        using var scope = NewDisposeScope();
        var (count, width, outputs, kernel) = (frames.shape[0], frames.shape[1], weight.shape[0], weight.shape[1]);
        // A kernel of more than one step has blocks of 48 only where they divide the outputs.
        if (!byConvolution || outputs % 32 != 0 || frames.numel() <= MostForNnpack)
        {
            // What a step hears lies together in memory: a row as long as the kernel, that begins a stride behind the one before.
            var steps = frames.as_strided([(count - kernel) / stride + 1, kernel * width], [stride * width, 1], frames.storage_offset());
            return functional.linear(steps, weight.view(outputs, -1), bias!).MoveToOuterDisposeScope();
        }
        var image = frames.t().unsqueeze(0).unsqueeze(2);  // [1, in, 1, T], channels last in memory
        var output = functional.conv2d(image, weight.transpose(1, 2).unsqueeze(2), bias!, strides: [1, stride]);
        return output[0].squeeze(1).t().MoveToOuterDisposeScope();
    }

    private static bool IsIntel()
    {
        var (_, first, third, second) = X86Base.CpuId(0, 0);
        return (first, second, third) == (0x756E6547, 0x49656E69, 0x6C65746E); // "Genu", "ineI", "ntel"
    }
}
