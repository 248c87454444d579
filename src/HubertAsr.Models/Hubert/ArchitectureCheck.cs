namespace HubertAsr.Models;

/// <summary>Says what is impossible or unusual about a configuration before a weight is read.</summary>
public static class ArchitectureCheck
{
    /// <summary>Throws when no model of this kind can have the configuration.</summary>
    /// <exception cref="InvalidDataException">Names the file and the keys that do not fit each other.</exception>
    internal static void ThrowIfImpossible(HubertConfig config, string where)
    {
        var fault = Faults(config).FirstOrDefault();
        if (fault is not null) throw new InvalidDataException($"{where}: {fault}");
    }

    /// <summary>What is possible but rare: the head count of a published size that was edited or lost gives noise without an error.</summary>
    public static string? Warning(HubertConfig config, string where)
    {
        int? usual = config.HiddenSize switch { 768 or 1024 => 64, 1280 => 80, _ => null };
        var headSize = config.HiddenSize / config.NumAttentionHeads;
        return usual is null || headSize == usual
            ? null
            : $"{where}: num_attention_heads {config.NumAttentionHeads} makes heads of {headSize}; HuBERT of width {config.HiddenSize} is usually trained with "
                + $"{config.HiddenSize / usual} heads of {usual}. No tensor's shape can tell: if the output is noise, correct config.json.";
    }

    private static IEnumerable<string> Faults(HubertConfig config)
    {
        if (config.ModelType != "hubert")
            yield return $"model_type is '{config.ModelType}'; expected 'hubert'.";
        if (config.HiddenSize < 1 || config.NumHiddenLayers < 1 || config.NumAttentionHeads < 1 || config.IntermediateSize < 1 || config.VocabSize < 1)
            yield return "a size is not positive; check hidden_size, num_hidden_layers, num_attention_heads, intermediate_size and vocab_size.";
        else if (config.HiddenSize % config.NumAttentionHeads != 0)
            yield return $"num_attention_heads {config.NumAttentionHeads} does not divide hidden_size {config.HiddenSize}. The head count of the model as it was trained belongs here.";
        if (config.ConvDim.Length == 0 || config.ConvDim.Length != config.ConvKernel.Length || config.ConvDim.Length != config.ConvStride.Length)
            yield return $"conv_dim, conv_kernel and conv_stride have {config.ConvDim.Length}, {config.ConvKernel.Length} and {config.ConvStride.Length} entries; expected as many of each as there are convolutions.";
        if (config.ConvDim.Concat(config.ConvKernel).Concat(config.ConvStride).Any(size => size < 1))
            yield return "conv_dim, conv_kernel or conv_stride holds a number that is not positive.";
        if (config.FeatExtractNorm is not ("group" or "layer"))
            yield return $"feat_extract_norm is '{config.FeatExtractNorm}'; expected 'group' (Base) or 'layer' (Large, X-Large).";
        if (config.HiddenAct != "gelu" || config.FeatExtractActivation != "gelu")
            yield return $"hidden_act '{config.HiddenAct}' and feat_extract_activation '{config.FeatExtractActivation}'; only 'gelu' (its exact form) is computed here.";
        if (config.ConvPosBatchNorm)
            yield return "conv_pos_batch_norm is true; only the weight-normalised positional convolution is computed here.";
        if (config.NumConvPosEmbeddings < 1 || config.NumConvPosEmbeddingGroups < 1 || config.HiddenSize % Math.Max(1, config.NumConvPosEmbeddingGroups) != 0)
            yield return $"num_conv_pos_embedding_groups {config.NumConvPosEmbeddingGroups} does not divide hidden_size {config.HiddenSize}.";
    }
}
