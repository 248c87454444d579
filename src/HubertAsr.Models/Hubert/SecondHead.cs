using HubertAsr.Decoding;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace HubertAsr.Models;

/// <summary>A second CTC head over other units, beside the model's own: hidden states [B, T, D] to logits [B, T, V₂].</summary>
/// <remarks>It lies in a folder of its own inside the model folder, with its own <c>vocab.json</c>: whoever reads the model as Hugging Face does, does not see it.</remarks>
public sealed class SecondHead : Module<Tensor, Tensor>
{
    private const string WeightsFile = "head.safetensors";

    [ComponentName(Name = "second_head")] private readonly Dense _dense;
    private readonly double _dropout;

    private SecondHead(HubertConfig config, int vocabularySize, Device device) : base(nameof(SecondHead))
    {
        (VocabularySize, _dropout) = (vocabularySize, config.FinalDropout);
        _dense = new Dense(config.HiddenSize, vocabularySize, device);
        RegisterComponents();
    }

    /// <summary>V₂.</summary>
    public int VocabularySize { get; }

    /// <summary>Where a model folder keeps it, and its vocabulary.</summary>
    public static string FolderOf(string modelFolder) => Path.Combine(modelFolder, "second_head");

    /// <summary>The file of its weights.</summary>
    public static string WeightsOf(string modelFolder) => Path.Combine(FolderOf(modelFolder), WeightsFile);

    /// <summary>A freshly drawn head.</summary>
    /// <param name="config">The encoder's architecture.</param>
    /// <param name="vocabularySize">V₂.</param>
    /// <param name="seed">The same seed gives the same head.</param>
    /// <param name="device">CPU when absent.</param>
    public static SecondHead Fresh(HubertConfig config, int vocabularySize, long seed, Device? device = null)
    {
        var head = new SecondHead(config, vocabularySize, device ?? CPU);
        var parameters = head.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        FreshWeights.Fill(parameters, parameters.Keys, config, seed);
        return head;
    }

    /// <summary>The head of a model folder; null when it has one head only.</summary>
    /// <exception cref="InvalidDataException">The file does not fit the encoder.</exception>
    public static SecondHead? Load(string modelFolder, HubertConfig config, Device? device = null)
    {
        var path = WeightsOf(modelFolder);
        if (!File.Exists(path)) return null;
        using var file = SafetensorsReader.Open(path);
        var shape = file.Tensor("second_head.weight").Shape;
        if (shape.Length != 2 || shape[1] != config.HiddenSize)
            throw new InvalidDataException($"{path}: a head of shape [{string.Join(", ", shape)}]; [V, {config.HiddenSize}] was expected. Is it the head of another model?");
        var head = new SecondHead(config, (int)shape[0], device ?? CPU);
        using var gradients = no_grad();
        foreach (var (name, parameter) in head.named_parameters())
        {
            using var values = tensor(file.ReadFloats(name), parameter.shape);
            parameter.copy_(values);
        }
        return head;
    }

    /// <summary>Writes the weights into a model folder.</summary>
    public void Save(string modelFolder)
    {
        Directory.CreateDirectory(FolderOf(modelFolder));
        using var writer = new SafetensorsWriter(WeightsOf(modelFolder));
        foreach (var (name, parameter) in named_parameters())
        {
            using var onCpu = parameter.detach().cpu();
            writer.Add(name, TensorDtype.F32, onCpu.shape, onCpu.bytes);
        }
        writer.Complete();
    }

    /// <summary>Takes it, with its vocabulary, from one model folder into another, if there is one.</summary>
    internal static void Copy(string modelFolder, string output)
    {
        if (!File.Exists(WeightsOf(modelFolder))) return;
        Directory.CreateDirectory(FolderOf(output));
        foreach (var file in Directory.GetFiles(FolderOf(modelFolder))) File.Copy(file, Path.Combine(FolderOf(output), Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Writes the mean of the heads of several model folders into another, if they have one.</summary>
    /// <exception cref="InvalidDataException">Some have one and some have none, or not of one size.</exception>
    internal static void WriteMean(IReadOnlyList<string> modelFolders, string output)
    {
        var with = modelFolders.Where(folder => File.Exists(WeightsOf(folder))).ToList();
        if (with.Count == 0) return;
        if (modelFolders.FirstOrDefault(folder => !with.Contains(folder)) is { } without)
            throw new InvalidDataException($"{without}: no second head, {with[0]} has one. Only checkpoints of one model can be averaged.");
        var sums = new Dictionary<string, (long[] Shape, double[] Values)>();
        foreach (var folder in with)
        {
            using var file = SafetensorsReader.Open(WeightsOf(folder));
            foreach (var name in file.Names)
            {
                var values = file.ReadFloats(name);
                if (!sums.TryGetValue(name, out var sum)) sums[name] = sum = ([.. file.Tensor(name).Shape], new double[values.Length]);
                if (sum.Values.Length != values.Length)
                    throw new InvalidDataException($"{WeightsOf(folder)}: {values.Length} numbers in {name}, {sum.Values.Length} in that of {with[0]}. Only checkpoints of one model can be averaged.");
                for (var i = 0; i < values.Length; i++) sum.Values[i] += values[i];
            }
        }
        using var writer = new SafetensorsWriter(WeightsOf(output));
        foreach (var (name, (shape, values)) in sums) writer.Add(name, shape, Array.ConvertAll(values, value => (float)(value / with.Count)));
        writer.Complete();
    }

    /// <summary>Lets its product be computed in a shorter type.</summary>
    public void ComputeIn(ScalarType? type) => ((ICastable)_dense).ComputeType = type;

    /// <summary>Natural-log probabilities [B, T, V₂], which belong to no dispose scope: the caller disposes them.</summary>
    internal Tensor LogProbs(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        eval();
        return functional.log_softmax(_dense.call(hidden), 2).DetachFromDisposeScope();
    }

    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return _dense.call(functional.dropout(hidden, _dropout, training)).MoveToOuterDisposeScope();
    }
}
