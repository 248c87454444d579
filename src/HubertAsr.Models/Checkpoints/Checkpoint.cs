using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary>One tensor as a file stores it; <paramref name="Read"/> gives its values as 32-bit floats, row-major.</summary>
internal sealed record StoredTensor(string Name, TensorDtype Dtype, long[] Shape, Func<float[]> Read)
{
    /// <summary>Writes the values into memory that the caller has; of a format that can do so without a copy between, it does.</summary>
    public Action<Span<float>> ReadInto { get; init; } = values => Read().CopyTo(values);

    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>The tensors of a model's weight files, under the names the files give them. Values are read when asked for.</summary>
/// <param name="Path">The file that was opened, or the index of several.</param>
/// <param name="Format">What it is, for people.</param>
/// <param name="Tensors">Every tensor of floating-point numbers.</param>
/// <param name="Files">What must stay open while values are read.</param>
internal sealed record Checkpoint(string Path, string Format, IReadOnlyList<StoredTensor> Tensors, IReadOnlyList<IDisposable> Files) : IDisposable
{
    public void Dispose()
    {
        foreach (var file in Files) file.Dispose();
    }
}
