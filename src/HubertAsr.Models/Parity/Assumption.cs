namespace HubertAsr.Models.Parity;

/// <summary>One thing that the reference may have done otherwise without any key or shape telling.</summary>
/// <param name="Sentence">What it would mean, for a person.</param>
/// <param name="Apply">The configuration under it.</param>
/// <param name="HidePadding">Whether padding is hidden under it; null as in the example.</param>
internal sealed record Assumption(string Sentence, Func<HubertConfig, HubertConfig> Apply, bool? HidePadding = null)
{
    private static readonly double[] _epsilons = [1e-5, 1e-12, 1e-6];

    /// <summary>What is worth trying, the likeliest first.</summary>
    public static IEnumerable<Assumption> For(HubertConfig config)
    {
        foreach (var heads in Enumerable.Range(1, config.HiddenSize).Where(heads => config.HiddenSize % heads == 0 && config.HiddenSize / heads is >= 8 and <= 256 && heads != config.NumAttentionHeads)
                     .OrderBy(heads => Math.Abs(Math.Log((double)heads / config.NumAttentionHeads))))
            yield return new Assumption($"num_attention_heads is {heads}, not {config.NumAttentionHeads}, in the reference: correct config.json", other => other with { NumAttentionHeads = heads });
        yield return new Assumption($"do_stable_layer_norm is {(config.DoStableLayerNorm ? "false" : "true")} in the reference: correct config.json",
            other => other with { DoStableLayerNorm = !other.DoStableLayerNorm });
        yield return new Assumption($"the reference puts the encoder's norm {(config.DoStableLayerNorm ? "before the first layer" : "behind the last layer")}, as a Flax port of HuBERT does: these weights were trained by another program than the one you compare with",
            other => other with { IsEncoderNormFirst = other.DoStableLayerNorm });
        foreach (var epsilon in _epsilons.Where(epsilon => epsilon != config.LayerNormEps))
            yield return new Assumption(FormattableString.Invariant($"layer_norm_eps is {epsilon} in the reference, not {config.LayerNormEps}: correct config.json"), other => other with { LayerNormEps = epsilon });
        yield return new Assumption("the reference hid the padding from the encoder (attention_mask)", other => other, HidePadding: true);
        yield return new Assumption("the reference did not hide the padding from the encoder (no attention_mask)", other => other, HidePadding: false);
    }
}
