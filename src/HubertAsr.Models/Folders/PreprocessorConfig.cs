using System.Text.Json;
using System.Text.Json.Serialization;

namespace HubertAsr.Models;

/// <summary>What <c>preprocessor_config.json</c> of a model folder says about waveforms.</summary>
public sealed record PreprocessorConfig
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public string FeatureExtractorType { get; init; } = "Wav2Vec2FeatureExtractor";

    public int FeatureSize { get; init; } = 1;

    public int SamplingRate { get; init; } = 16_000;

    public string PaddingSide { get; init; } = "right";

    public double PaddingValue { get; init; }

    /// <summary>Whether a waveform is brought to mean 0 and variance 1.</summary>
    public bool DoNormalize { get; init; } = true;

    /// <summary>Whether padding is hidden from the encoder.</summary>
    public bool ReturnAttentionMask { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; init; }

    /// <summary>What a model is published with: waveforms normalised, padding hidden only where no group norm has mixed it in.</summary>
    public static PreprocessorConfig For(HubertConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new() { ReturnAttentionMask = !config.HasGroupNorm };
    }

    /// <summary>Reads the file of a folder, or null when it has none.</summary>
    /// <exception cref="InvalidDataException">The file is no such JSON, or asks for another rate than 16 kHz.</exception>
    public static PreprocessorConfig? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var config = JsonSerializer.Deserialize<PreprocessorConfig>(File.ReadAllText(path), _json)
                ?? throw new InvalidDataException($"{path}: holds 'null'; expected an object.");
            return config.SamplingRate == 16_000 && config.PaddingSide == "right"
                ? config
                : throw new InvalidDataException($"{path}: sampling_rate {config.SamplingRate}, padding_side '{config.PaddingSide}'; expected 16000 and 'right', as HuBERT is trained.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}:{error.LineNumber + 1}: {error.Path}: not what a preprocessor configuration holds there.", error);
        }
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, _json) + "\n");
}
