using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary>A class or function that a pickle names. It is compared with the allow-list, never looked up or called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";
}

/// <summary>A run of numbers that tensors look into.</summary>
/// <param name="Dtype">Type of each number.</param>
/// <param name="Key">What the file calls it.</param>
/// <param name="Count">Numbers in it.</param>
internal sealed record PickleStorage(TensorDtype Dtype, string Key, long Count);

/// <summary>A view of a storage: the number at index i, j, … is at <c>Offset + i·Strides[0] + j·Strides[1] + …</c>.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    private bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected) return false;
                expected *= Shape[axis];
            }
            return true;
        }
    }

    /// <summary>Whether every number of the view lies inside its storage.</summary>
    public bool Fits => Offset >= 0 && Shape.All(size => size >= 0) && Strides.All(stride => stride >= 0)
        && (Shape.Contains(0) || Offset + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum() < Storage.Count);

    /// <summary>The numbers of the view in row-major order.</summary>
    public float[] Gather(float[] storage)
    {
        var values = new float[Shape.Aggregate(1L, (product, size) => product * size)];
        if (IsContiguous)
        {
            storage.AsSpan((int)Offset, values.Length).CopyTo(values);
            return values;
        }
        var index = new long[Shape.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = storage[Offset + index.Zip(Strides, (place, stride) => place * stride).Sum()];
            for (var axis = Shape.Length - 1; axis >= 0 && ++index[axis] == Shape[axis]; axis--) index[axis] = 0;
        }
        return values;
    }
}
