using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Models;

/// <summary>The section <c>[model]</c> of a recipe: which model is fine-tuned, and the regularisers that replace those of its <c>config.json</c>.</summary>
public sealed record ModelOptions : IValidatableObject
{
    [Description("model folder (Hugging Face layout) to start from; absent: a fresh model of size or config"), DataType("model")]
    public string? Init { get; init; }

    [Description("size of a fresh model: nano, base, large or xlarge"), AllowedValues(null, "nano", "base", "large", "xlarge")]
    public string? Size { get; init; }

    [Description("config.json of a fresh model"), DataType("path")]
    public string? Config { get; init; }

    [Description("dropout behind attention, feed-forward and positions, probability; absent: as the model's config says"), Range(0.0, 0.99)]
    public double? HiddenDropout { get; init; }

    [Description("dropout of attention weights, probability; absent: as the model's config says"), Range(0.0, 0.99)]
    public double? AttentionDropout { get; init; }

    [Description("dropout inside the feed-forward, probability; absent: as the model's config says"), Range(0.0, 0.99)]
    public double? ActivationDropout { get; init; }

    [Description("dropout behind the feature projection, probability; absent: as the model's config says"), Range(0.0, 0.99)]
    public double? FeatProjDropout { get; init; }

    [Description("dropout before the CTC head, probability; absent: as the model's config says"), Range(0.0, 0.99)]
    public double? FinalDropout { get; init; }

    [Description("share of layers that a step skips, probability; absent: as the model's config says"), Range(0.0, 0.99)]
    public double? Layerdrop { get; init; }

    /// <summary>A configuration with the regularisers that are set here in place of its own.</summary>
    public HubertConfig Override(HubertConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config with
        {
            HiddenDropout = HiddenDropout ?? config.HiddenDropout,
            AttentionDropout = AttentionDropout ?? config.AttentionDropout,
            ActivationDropout = ActivationDropout ?? config.ActivationDropout,
            FeatProjDropout = FeatProjDropout ?? config.FeatProjDropout,
            FinalDropout = FinalDropout ?? config.FinalDropout,
            Layerdrop = Layerdrop ?? config.Layerdrop,
        };
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string?[] sources = [Init, Size, Config];
        if (sources.Count(source => !string.IsNullOrEmpty(source)) != 1)
            yield return new ValidationResult("exactly one of init, size and config says where the model comes from.");
    }
}
