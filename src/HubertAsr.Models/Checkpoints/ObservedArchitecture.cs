using System.Text.RegularExpressions;

namespace HubertAsr.Models;

/// <summary>The architecture that the names and shapes of stored tensors betray. Heads and the order of norms leave no trace in them.</summary>
/// <param name="Layers">Transformer layers: one more than the highest number seen.</param>
/// <param name="Width">Width of the encoder, or 0 when no tensor tells.</param>
/// <param name="FeedForward">Inner width of the feed-forward, or 0.</param>
/// <param name="HasConvBias">Whether the front end's convolutions have biases.</param>
/// <param name="HasLayerNorms">Whether each convolution has a norm, and not the first alone.</param>
/// <param name="Vocabulary">Tokens of the CTC head, or null without one.</param>
internal sealed partial record ObservedArchitecture(int Layers, int Width, int FeedForward, bool HasConvBias, bool HasLayerNorms, int? Vocabulary)
{
    /// <summary>Looks at tensors under our names.</summary>
    public static ObservedArchitecture Of(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var layers = tensors.Keys.Select(name => LayerNumber().Match(name)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) + 1)
            .DefaultIfEmpty(0).Max();
        return new ObservedArchitecture(
            layers,
            First("hubert.encoder.layer_norm.weight"),
            First("hubert.encoder.layers.0.feed_forward.intermediate_dense.bias"),
            tensors.ContainsKey("hubert.feature_extractor.conv_layers.0.conv.bias"),
            tensors.ContainsKey("hubert.feature_extractor.conv_layers.1.layer_norm.weight"),
            tensors.ContainsKey("lm_head.weight") ? First("lm_head.weight") : null);

        int First(string name) => tensors.TryGetValue(name, out var tensor) && tensor.Shape.Length > 0 ? (int)tensor.Shape[0] : 0;
    }

    /// <summary>The published size with this width and depth, if there is one.</summary>
    public string? Size => (Layers, Width) switch
    {
        (12, 768) => "base",
        (24, 1024) => "large",
        (48, 1280) => "xlarge",
        _ => null,
    };

    public override string ToString() =>
        $"{Layers} layers of {Width} (feed-forward {FeedForward}), {(HasLayerNorms ? "a layer norm behind each convolution" : "one group norm")}, convolutions {(HasConvBias ? "with" : "without")} bias"
        + (Size is null ? "" : $": a '{Size}' checkpoint");

    /// <summary>What the file looks like when it is of another family altogether.</summary>
    public static string? OtherFamily(IEnumerable<string> storedNames)
    {
        var names = storedNames.Take(1000).ToList();
        return names.Any(name => name.Contains("wav2vec2.", StringComparison.Ordinal) || name.Contains("quantizer", StringComparison.Ordinal)) ? "wav2vec 2.0"
            : names.Any(name => name.StartsWith("wavlm.", StringComparison.Ordinal)) ? "WavLM"
            : names.Any(name => name.Contains("self_attn.", StringComparison.Ordinal)) ? "a fairseq checkpoint; convert it with transformers' convert_hubert_original_pytorch_checkpoint_to_pytorch.py"
            : names.Any(name => name.Contains("feature_extractor.", StringComparison.Ordinal) || name.Contains("lm_head", StringComparison.Ordinal)) ? null
            : "no HuBERT";
    }

    [GeneratedRegex(@"^hubert\.encoder\.layers\.(\d{1,6})\.")]
    private static partial Regex LayerNumber();
}
