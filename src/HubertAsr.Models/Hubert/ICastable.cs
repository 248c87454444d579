using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>A leaf that may compute in a shorter type than its parameters are kept in.</summary>
internal interface ICastable
{
    /// <summary>The type of its products; null: that of its parameters.</summary>
    ScalarType? ComputeType { set; }
}

/// <summary>Casts that autograd sees: a gradient comes back in the type the value had.</summary>
internal static class Casts
{
    /// <summary>The tensor in another type, or itself.</summary>
    public static Tensor In(this Tensor tensor, ScalarType? type) => type is { } wanted && tensor.dtype != wanted ? tensor.to_type(wanted) : tensor;
}
