using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>Sums of tensors that no garbage collection can disturb.</summary>
/// <remarks>TorchSharp's <c>+</c> makes a <see cref="Scalar"/> for the weight of the right side and passes on its handle alone. Nothing keeps it alive while the
/// native addition reads it; an "Expected false to be true" from Scalar.h was seen once beside threads that allocate much, and not reproduced.</remarks>
internal static class TensorSum
{
    private static readonly Scalar _one = 1.0;

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, _one);
}
