using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace HubertAsr.Training.Pretraining;

/// <summary>What an iteration's targets are made of.</summary>
public enum TargetFeatures
{
    /// <summary>13 cepstra with two derivatives, 100 frames a second.</summary>
    Mfcc,

    /// <summary>The output of a layer of a HuBERT, 50 frames a second.</summary>
    Layer,
}

/// <summary>A section <c>[[pretrain]]</c> of a recipe: one iteration of features → k-means → train. Optimiser, batches and schedule are those of <c>[train]</c>.</summary>
/// <remarks>Defaults are those of fairseq's <c>hubert_base_librispeech.yaml</c> ([Hsu21] §4).</remarks>
public sealed record PretrainOptions : KMeansOptions, IValidatableObject
{
    [Description("what is clustered: mfcc, or the output of a layer")]
    public TargetFeatures Features { get; init; } = TargetFeatures.Mfcc;

    [Description("layer whose output is clustered, counted from 1")]
    [Range(1, 1000)]
    public int Layer { get; init; } = 6;

    [Description("model folder whose layer is clustered; absent: the model of the iteration before, in the first one [model] init"), DataType("model")]
    public string? FeatureModel { get; init; }

    [Description("share of the frames that clusters are made of")]
    [Range(1e-6, 1.0)]
    public double SampleShare { get; init; } = 0.1;

    [Description("codebook.safetensors of an earlier pre-training, which goes on with its clusters and, where [model] init keeps it, its head; absent: new clusters"), DataType("path")]
    public string? Codebook { get; init; }

    [Description("fine-tuned model folder whose forced alignment tells the letter of each frame when the clusters are judged; absent: letters are spread evenly over an utterance"), DataType("model")]
    public string? Recogniser { get; init; }

    [Description("length of this iteration, optimiser updates; absent: [train] max_updates")]
    [Range(1, 10_000_000)]
    public int? MaxUpdates { get; init; }

    [Description("weights begin as those of the iteration before (in the first one as [model] says) instead of being drawn anew")]
    public bool KeepWeights { get; init; }

    [Description("spans of masked frames: spans × mask_length ÷ frames, before overlap")]
    [Range(0.01, 1.0)]
    public double MaskProb { get; init; } = 0.8;

    [Description("length of a masked span, frames of 20 ms")]
    [Range(1, 1000)]
    public int MaskLength { get; init; } = 10;

    [Description("fewest spans in an utterance, spans")]
    [Range(1, 1000)]
    public int MaskMinSpans { get; init; } = 2;

    [Description("weight of the loss over masked frames")]
    [Range(0.0, 100.0)]
    public double MaskedWeight { get; init; } = 1;

    [Description("weight of the loss over frames that are seen")]
    [Range(0.0, 100.0)]
    public double UnmaskedWeight { get; init; }

    [Description("weight of the mean squared output of the convolutions, times the frames of the loss")]
    [Range(0.0, 1000.0)]
    public double FeaturePenalty { get; init; } = 10;

    [Description("factor on the gradient that reaches the convolutional front end")]
    [Range(0.0, 1.0)]
    public double ConvGradientScale { get; init; } = 0.1;

    [Description("temperature of the cosine logits")]
    [Range(0.001, 10.0)]
    public double Temperature { get; init; } = 0.1;

    [Description("numbers into which frames and codes are projected: 256 for base, 768 for large, 1024 for xlarge")]
    [Range(1, 65536)]
    public int ProjectionSize { get; init; } = 256;

    [Description("longer utterances are cut to a window drawn anew each epoch, seconds of audio")]
    [Range(0.1, 3600.0)]
    public double MaxCropSeconds { get; init; } = 15.625;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaskedWeight + UnmaskedWeight <= 0)
            yield return new ValidationResult("masked_weight and unmasked_weight are both 0: there would be nothing to learn.");
    }
}
