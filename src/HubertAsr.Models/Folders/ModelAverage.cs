namespace HubertAsr.Models;

/// <summary>The parameter mean of checkpoints of one training run, which is often better than the last of them.</summary>
public static class ModelAverage
{
    /// <summary>Reads folders of one architecture and writes their mean, with the other files of the first.</summary>
    /// <exception cref="ArgumentException">Fewer than two folders.</exception>
    /// <exception cref="InvalidDataException">A folder's tensors are not those of the first.</exception>
    public static void Run(IReadOnlyList<string> models, string output)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count < 2) throw new ArgumentException($"{models.Count} checkpoint to average; two or more were expected.");
        var folders = models.Select(ModelPath.Resolve).ToList();
        var first = ModelInspection.Of(folders[0]);
        first.ThrowUnlessFits();
        var checkpoints = new List<Checkpoint>();
        try
        {
            foreach (var folder in folders) checkpoints.Add(WeightFiles.Open(folder));
            var tensors = checkpoints.Select(checkpoint => CheckpointContents.Of(checkpoint).Tensors).ToList();
            for (var i = 1; i < folders.Count; i++) ThrowUnlessAlike(tensors[0], tensors[i], folders[i], folders[0]);
            var means = tensors[0].Values.Zip(tensors[0].Keys, (tensor, name) => tensor with { Name = name, Read = () => Mean(tensors, name) });
            ModelConversion.Write(first, [.. means.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)], output, new ModelConversion());
            SecondHead.WriteMean(folders, output);
        }
        finally
        {
            foreach (var checkpoint in checkpoints) checkpoint.Dispose();
        }
    }

    private static void ThrowUnlessAlike(IReadOnlyDictionary<string, StoredTensor> first, IReadOnlyDictionary<string, StoredTensor> other, string folder, string firstFolder)
    {
        var keys = KeyComparison.Of(first.ToDictionary(pair => pair.Key, pair => pair.Value.Shape), other);
        if (keys.Missing.Count + keys.Unexpected.Count + keys.Misshapen.Count > 0)
            throw new InvalidDataException($"{folder}: {keys}, beside {firstFolder}. Only checkpoints of one model can be averaged.");
    }

    private static float[] Mean(List<IReadOnlyDictionary<string, StoredTensor>> tensors, string name)
    {
        var sum = new double[tensors[0][name].Count];
        foreach (var values in tensors.Select(tensor => tensor[name].Read()))
            for (var i = 0; i < sum.Length; i++) sum[i] += values[i];
        return Array.ConvertAll(sum, value => (float)(value / tensors.Count));
    }
}
