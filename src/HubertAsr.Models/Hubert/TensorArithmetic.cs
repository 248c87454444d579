using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Sums of tensors, and tensors with numbers, that no garbage collection can disturb. Use these instead of <c>+</c>, <c>* 2</c>, <c>/ 2</c>.</summary>
/// <remarks>
/// TorchSharp makes a <see cref="Scalar"/> of every number, the weight of the right side of a sum among them, and passes on its handle alone. Nothing keeps a
/// temporary alive while the native call reads it: the collector may free it there, and the sum is wrong, or ends with "Expected false to be true" from Scalar.h,
/// seen twice beside threads that allocate much. So every number that reaches a native call is held: by <c>using Scalar x = …</c>, which lives to the end of its
/// block, or in a static field. A test reads the compiled code and finds any that is not.
/// </remarks>
internal static class TensorArithmetic
{
    private static readonly Scalar _one = 1.0;

    /// <summary>Left + right.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, _one);

    /// <summary>Tensor × number.</summary>
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar held = factor;
        return tensor.mul(held);
    }

    /// <summary>Tensor ÷ number.</summary>
    public static Tensor Over(this Tensor tensor, double divisor)
    {
        using Scalar held = divisor;
        return tensor.div(held);
    }

    /// <summary>Every element times itself.</summary>
    public static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);
}
