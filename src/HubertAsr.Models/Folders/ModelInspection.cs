namespace HubertAsr.Models;

/// <summary>One stored tensor, as <c>inspect --keys</c> lists it.</summary>
public sealed record InspectedTensor(string Name, string Dtype, long[] Shape);

/// <summary>What a model folder is, read from its configuration and the headers of its weights.</summary>
public sealed record ModelInspection
{
    public required string Folder { get; init; }

    public required HubertConfig Config { get; init; }

    /// <summary>Format of the weights, and the file or index that holds them.</summary>
    public required string Format { get; init; }

    public required string WeightsPath { get; init; }

    public required IReadOnlyList<InspectedTensor> Tensors { get; init; }

    /// <summary>Numbers in all tensors.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Number types of the tensors, the commonest first.</summary>
    public required IReadOnlyList<string> Dtypes { get; init; }

    /// <summary>What the keys betray: "12 layers of 768 …".</summary>
    public required string Observed { get; init; }

    /// <summary>The published size, when it is one: base, large, xlarge.</summary>
    public required string? Size { get; init; }

    /// <summary>Tokens of the CTC head in the weights; null without one.</summary>
    public required int? HeadSize { get; init; }

    /// <summary>Preprocessor file; null when the folder has none.</summary>
    public required PreprocessorConfig? Preprocessor { get; init; }

    /// <summary>Keys that the configuration asks for and the weights lack; an absent head is not counted.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Keys of another shape than the configuration asks for, with both shapes.</summary>
    public required IReadOnlyList<string> Misshapen { get; init; }

    /// <summary>What is possible but should be looked at, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Whether <see cref="ModelFolder.Load"/> takes the folder.</summary>
    public bool Fits => Refusal is null;

    /// <summary>The error that <see cref="ModelFolder.Load"/> would give, if it would give one; null otherwise.</summary>
    public string? Refusal { get; private init; }

    /// <exception cref="InvalidDataException">The weights do not fit the configuration.</exception>
    internal void ThrowUnlessFits()
    {
        if (Refusal is not null) throw new InvalidDataException(Refusal);
    }

    internal static ModelInspection Of(string folder)
    {
        var configPath = Path.Combine(folder, ModelFolder.ConfigFile);
        var config = HubertConfig.Read(configPath);
        using var checkpoint = WeightFiles.Open(folder);
        var contents = CheckpointContents.Of(checkpoint);
        config = contents.Resolve(config, null);
        using var model = new HubertForCtc(config, TorchSharp.torch.META);
        var keys = KeyComparison.Of(model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.shape), contents.Tensors);
        var preprocessor = PreprocessorConfig.Read(Path.Combine(folder, ModelFolder.PreprocessorFile));
        return new ModelInspection
        {
            Folder = folder,
            Config = config,
            Format = checkpoint.Format,
            WeightsPath = checkpoint.Path,
            Tensors = [.. checkpoint.Tensors.Select(tensor => new InspectedTensor(tensor.Name, tensor.Dtype.ToString(), tensor.Shape))],
            ParameterCount = checkpoint.Tensors.Sum(tensor => tensor.Count),
            Dtypes = [.. checkpoint.Tensors.GroupBy(tensor => tensor.Dtype).OrderByDescending(group => group.Count()).Select(group => group.Key.ToString())],
            Observed = contents.Architecture.ToString(),
            Size = contents.Architecture.Size,
            HeadSize = contents.Architecture.Vocabulary,
            Preprocessor = preprocessor,
            Missing = [.. keys.Missing.Where(name => contents.Architecture.Vocabulary is not null || !ParameterNames.IsHead(name))],
            Unexpected = keys.Unexpected,
            Misshapen = keys.Misshapen,
            Refusal = keys.EncoderFits && (keys.HeadFits || contents.Architecture.Vocabulary is null) ? null : contents.Refusal(keys, config).Message,
            Warnings = [.. Warned(config, configPath, preprocessor)],
        };
    }

    private static IEnumerable<string> Warned(HubertConfig config, string configPath, PreprocessorConfig? preprocessor)
    {
        if (ArchitectureCheck.Warning(config, configPath) is { } heads) yield return heads;
        if (config.HasGroupNorm == config.DoStableLayerNorm)
            yield return $"{configPath}: feat_extract_norm '{config.FeatExtractNorm}' with do_stable_layer_norm {(config.DoStableLayerNorm ? "true" : "false")}; "
                + "published models pair 'group' with false (Base) and 'layer' with true (Large, X-Large).";
        if (preprocessor is not null && preprocessor.ReturnAttentionMask == config.HasGroupNorm)
            yield return $"{ModelFolder.PreprocessorFile}: return_attention_mask is {(preprocessor.ReturnAttentionMask ? "true" : "false")} for a {config.FeatExtractNorm}-norm model; "
                + $"such models are trained {(config.HasGroupNorm ? "without" : "with")} a mask.";
    }
}
