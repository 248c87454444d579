namespace HubertAsr.Models;

/// <summary>A checkpoint's tensors under our names, and what they say about the model.</summary>
internal sealed record CheckpointContents(Checkpoint File, IReadOnlyDictionary<string, StoredTensor> Tensors, ObservedArchitecture Architecture)
{
    /// <summary>Renames the tensors of a checkpoint.</summary>
    /// <exception cref="InvalidDataException">Two tensors have one name.</exception>
    public static CheckpointContents Of(Checkpoint checkpoint)
    {
        var tensors = new Dictionary<string, StoredTensor>();
        foreach (var tensor in checkpoint.Tensors)
            if (!tensors.TryAdd(ParameterNames.FromStored(tensor.Name), tensor))
                throw new InvalidDataException($"{checkpoint.Path}: {ParameterNames.FromStored(tensor.Name)} is there twice, with and without a prefix.");
        return new CheckpointContents(checkpoint, tensors, ObservedArchitecture.Of(tensors));
    }

    /// <summary>A configuration with what it leaves open taken from the keys: convolution biases when it does not say, and the head's size.</summary>
    public HubertConfig Resolve(HubertConfig config, int? vocabularySize) => config with
    {
        ConvBias = config.ConvBias ?? Architecture.HasConvBias,
        VocabSize = vocabularySize ?? config.VocabSize,
    };

    /// <summary>The error that says what does not fit and what the weights look like instead.</summary>
    public InvalidDataException Refusal(KeyComparison comparison, HubertConfig config)
    {
        var expected = $"{config.NumHiddenLayers} layers of {config.HiddenSize}";
        var hint = ObservedArchitecture.OtherFamily(File.Tensors.Select(tensor => tensor.Name)) is { } family ? $"It looks like {family}, not Hugging Face's HuBERT."
            : comparison.Unexpected.Any(name => name.EndsWith("pos_conv_embed.conv.weight", StringComparison.Ordinal)) ? "Its positional convolution was saved folded; weight_g and weight_v are needed, as training left them."
            : $"The weights look like {Architecture}. Is config.json that of these weights?";
        return new InvalidDataException($"{File.Path}: {comparison}, for {expected}. {hint}");
    }
}
