using System.Text.Json;
using System.Text.Json.Serialization;

namespace HubertAsr.Models;

/// <summary>What <c>config.json</c> of a model folder says: the architecture, and the dropouts and masks that a training run starts from.</summary>
/// <remarks>Names and defaults are those of Hugging Face's <c>HubertConfig</c>, so the file is read and written as it is there; keys that
/// this program does not use pass through.</remarks>
public sealed record HubertConfig
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string ModelType { get; init; } = "hubert";

    public string[]? Architectures { get; init; }

    /// <summary>Width of the encoder: D.</summary>
    public int HiddenSize { get; init; } = 768;

    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Heads of every attention layer: H. It changes no tensor's shape, so only this file can tell it.</summary>
    public int NumAttentionHeads { get; init; } = 12;

    public int IntermediateSize { get; init; } = 3072;

    /// <summary>Output channels of each convolution of the front end: C.</summary>
    public int[] ConvDim { get; init; } = [512, 512, 512, 512, 512, 512, 512];

    /// <summary>Strides of the front end; their product is the samples a frame: 320.</summary>
    public int[] ConvStride { get; init; } = [5, 2, 2, 2, 2, 2, 2];

    /// <summary>Kernel widths of the front end.</summary>
    public int[] ConvKernel { get; init; } = [10, 3, 3, 3, 3, 2, 2];

    /// <summary>Whether the convolutions of the front end have biases: a fact of each checkpoint, not of a size. Null leaves it to the keys.</summary>
    public bool? ConvBias { get; init; }

    /// <summary><c>group</c>: one group norm over time behind the first convolution (Base). <c>layer</c>: a layer norm behind each (Large, X-Large).</summary>
    public string FeatExtractNorm { get; init; } = "group";

    public string FeatExtractActivation { get; init; } = "gelu";

    public bool FeatProjLayerNorm { get; init; } = true;

    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Norms before attention and feed-forward, and one behind the last layer (Large, X-Large), instead of behind each (Base).</summary>
    public bool DoStableLayerNorm { get; init; }

    /// <summary>Taps of the convolution that stands for positions.</summary>
    public int NumConvPosEmbeddings { get; init; } = 128;

    public int NumConvPosEmbeddingGroups { get; init; } = 16;

    public bool ConvPosBatchNorm { get; init; }

    public double LayerNormEps { get; init; } = 1e-5;

    /// <summary>Standard deviation of freshly drawn linear weights.</summary>
    public double InitializerRange { get; init; } = 0.02;

    public double HiddenDropout { get; init; } = 0.1;

    public double ActivationDropout { get; init; } = 0.1;

    public double AttentionDropout { get; init; } = 0.1;

    public double FeatProjDropout { get; init; }

    public double FinalDropout { get; init; } = 0.1;

    /// <summary>Probability that a training step skips a layer.</summary>
    public double Layerdrop { get; init; } = 0.1;

    public bool ApplySpecAugment { get; init; } = true;

    public double MaskTimeProb { get; init; } = 0.05;

    public int MaskTimeLength { get; init; } = 10;

    public double MaskFeatureProb { get; init; }

    public int MaskFeatureLength { get; init; } = 10;

    /// <summary>Tokens of the CTC head: V.</summary>
    public int VocabSize { get; init; } = 32;

    /// <summary>The CTC blank.</summary>
    public int? PadTokenId { get; init; } = 0;

    /// <summary>Keys of the file that this program does not use.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }

    /// <summary>Where the encoder's own norm stands: before the first layer or behind the last. Null follows <see cref="DoStableLayerNorm"/>; a
    /// Flax port of HuBERT has it first in both forms, which no file says.</summary>
    [JsonIgnore]
    internal bool? IsEncoderNormFirst { get; init; }

    /// <summary>Samples from one frame to the next.</summary>
    [JsonIgnore]
    public int FrameShift => ConvStride.Aggregate(1, (product, stride) => product * stride);

    /// <summary>Whether padding may be hidden from the encoder. A group norm over time has already mixed it in ([Hsu21]'s Base was trained without a mask).</summary>
    [JsonIgnore]
    public bool HasGroupNorm => FeatExtractNorm == "group";

    /// <summary>Frames that the front end makes of a number of samples.</summary>
    public int FrameCount(long sampleCount)
    {
        for (var layer = 0; layer < ConvKernel.Length; layer++)
            sampleCount = sampleCount < ConvKernel[layer] ? 0 : (sampleCount - ConvKernel[layer]) / ConvStride[layer] + 1;
        return (int)sampleCount;
    }

    /// <summary>Fewest samples that make a frame: 400.</summary>
    public int SamplesOfOneFrame()
    {
        var samples = 1;
        for (var layer = ConvKernel.Length - 1; layer >= 0; layer--) samples = (samples - 1) * ConvStride[layer] + ConvKernel[layer];
        return samples;
    }

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is no JSON, or describes a model that cannot be.</exception>
    public static HubertConfig Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: not found; a model folder holds a config.json beside its weights. Is this the folder of a Hugging Face HuBERT?");
        try
        {
            var config = JsonSerializer.Deserialize<HubertConfig>(File.ReadAllText(path), _json)
                ?? throw new InvalidDataException($"{path}: holds 'null'; expected an object.");
            ArchitectureCheck.ThrowIfImpossible(config, path);
            return config;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}:{error.LineNumber + 1}: {error.Path}: not what a HuBERT configuration holds there; expected Hugging Face's config.json.", error);
        }
    }

    /// <summary>Writes the file as Hugging Face reads it.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, _json) + "\n");

    /// <summary>The sizes of [Hsu21] table 1, and a nano size of the same family for two cores.</summary>
    /// <exception cref="ArgumentException">A size nobody knows.</exception>
    public static HubertConfig OfSize(string size) => size switch
    {
        "base" => new HubertConfig { ConvBias = false },
        "large" => Stable(width: 1024, layers: 24, heads: 16),
        "xlarge" => Stable(width: 1280, layers: 48, heads: 16),
        // Group norm costs half of what layer norms do, and the stable form learns from random weights; few channels where the frames are many.
        "nano" => new HubertConfig
        {
            ConvBias = false,
            ConvDim = [32, 32, 32, 64, 64, 64, 64],
            DoStableLayerNorm = true,
            HiddenSize = 128,
            NumHiddenLayers = 3,
            NumAttentionHeads = 4,
            IntermediateSize = 384,
            NumConvPosEmbeddings = 64,
            FinalDropout = 0,
            Layerdrop = 0,
        },
        _ => throw new ArgumentException($"'{size}' is no size of HuBERT; expected base, large, xlarge or nano."),
    };

    private static HubertConfig Stable(int width, int layers, int heads) => new()
    {
        HiddenSize = width,
        NumHiddenLayers = layers,
        NumAttentionHeads = heads,
        IntermediateSize = 4 * width,
        ConvBias = true,
        FeatExtractNorm = "layer",
        DoStableLayerNorm = true,
        HiddenDropout = 0,
        ActivationDropout = 0,
        AttentionDropout = 0,
        FinalDropout = 0,
        Layerdrop = 0,
    };
}
