namespace HubertAsr.Models;

/// <summary>How an array of Flax becomes a tensor of PyTorch: <c>kernel</c> and <c>scale</c> are called <c>weight</c>, and a kernel's axes
/// are reversed ([in, out] to [out, in], [taps, in, out] to [out, in, taps]). Weight norm's g and v are stored as PyTorch has them.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Shape">PyTorch's shape.</param>
/// <param name="IsReversed">Whether the axes are in the other order.</param>
internal sealed record FlaxLayout(string Name, long[] Shape, bool IsReversed)
{
    /// <summary>The layout of an array of Flax.</summary>
    public static FlaxLayout Of(string flaxName, long[] flaxShape)
    {
        var stem = flaxName[..(flaxName.LastIndexOf('.') + 1)];
        return flaxName[stem.Length..] switch
        {
            "kernel" => new FlaxLayout(stem + "weight", [.. flaxShape.Reverse()], IsReversed: true),
            "scale" => new FlaxLayout(stem + "weight", flaxShape, IsReversed: false),
            _ => new FlaxLayout(flaxName, flaxShape, IsReversed: false),
        };
    }

    /// <summary>The name and the order of axes that a tensor of PyTorch has in Flax.</summary>
    public static (string Name, bool IsReversed) ToFlax(string name) =>
        name.EndsWith("norm.weight", StringComparison.Ordinal) ? (name[..^"weight".Length] + "scale", false)
        : name.EndsWith(".weight", StringComparison.Ordinal) ? (name[..^"weight".Length] + "kernel", true)
        : (name, false);

    /// <summary>Numbers in Flax's order to PyTorch's.</summary>
    public float[] Reorder(float[] values) => IsReversed ? Reverse(values, [.. Shape.Reverse()]) : values;

    /// <summary>Row-major numbers of a shape to row-major numbers of the reversed shape.</summary>
    public static float[] Reverse(float[] values, long[] shape)
    {
        var reversed = new float[values.Length];
        var index = new long[shape.Length];
        var strides = new long[shape.Length]; // of axis k in the reversed order
        long stride = 1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        long place = 0;
        foreach (var value in values)
        {
            reversed[place] = value;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++index[axis] < shape[axis]) break;
                place -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return reversed;
    }
}
