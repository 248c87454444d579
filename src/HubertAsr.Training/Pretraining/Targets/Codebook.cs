using HubertAsr.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace HubertAsr.Training.Pretraining;

/// <summary>Cluster centres, and the nearest one of any frame.</summary>
/// <param name="Centroids">Row-major [K, D].</param>
/// <param name="ClusterCount">K.</param>
/// <param name="Dimension">D.</param>
public sealed record Codebook(float[] Centroids, int ClusterCount, int Dimension)
{
    private const string TensorName = "centroids";

    // Held here: TorchSharp passes on the handle of a temporary alone, and the collector may free it while the native call reads it. square() makes one too.
    private static readonly Scalar _zero = 0;
    private static readonly Scalar _one = 1;
    private static readonly Scalar _minusTwo = -2;

    /// <summary>Clusters and distances of frames.</summary>
    /// <param name="Labels">Nearest centre of each frame; of equally near ones the first.</param>
    /// <param name="SquaredDistances">‖x − c‖² of each frame.</param>
    public sealed record Assignment(int[] Labels, float[] SquaredDistances);

    /// <summary>The nearest centre of every frame, exactly: argmin ‖c‖² − 2 x·c, one matrix product.</summary>
    /// <param name="frames">Row-major [N, D].</param>
    public Assignment Assign(ReadOnlySpan<float> frames)
    {
        if (frames.Length == 0) return new Assignment([], []);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        return Assign(tensor(frames.ToArray(), [frames.Length / Dimension, Dimension]), tensor(Centroids, [ClusterCount, Dimension]));
    }

    /// <summary>As <see cref="Assign(ReadOnlySpan{float})"/>, for tensors [N, D] and [K, D].</summary>
    internal static Assignment Assign(Tensor frames, Tensor centroids)
    {
        using var scope = NewDisposeScope();
        var (nearest, label) = centroids.mul(centroids).sum(1).add(frames.mm(centroids.t()), _minusTwo).min(1); // [N], [N]
        var distances = nearest.add(frames.mul(frames).sum(1), _one).clamp_min_(_zero);
        return new Assignment([.. label.to_type(ScalarType.Int32).data<int>()], [.. distances.data<float>()]);
    }

    /// <summary>Saves the centres as <c>centroids</c> [K, D] in a safetensors file.</summary>
    public void Save(string path)
    {
        using var writer = new SafetensorsWriter(path);
        writer.Add(TensorName, [ClusterCount, Dimension], Centroids);
        writer.Complete();
    }

    /// <exception cref="InvalidDataException">The file holds no centres.</exception>
    public static Codebook Load(string path)
    {
        using var reader = SafetensorsReader.Open(path);
        if (!reader.Tensors.TryGetValue(TensorName, out var tensor) || tensor.Shape.Length != 2)
            throw new InvalidDataException($"{path}: no tensor '{TensorName}' [K, D]; found {string.Join(", ", reader.Names.Take(5))}. Is this a codebook of the stage 'kmeans'?");
        return new Codebook(reader.ReadFloats(TensorName), (int)tensor.Shape[0], (int)tensor.Shape[1]);
    }
}
