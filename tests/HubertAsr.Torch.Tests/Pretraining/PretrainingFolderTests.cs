using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Torch.Tests.Models;

namespace HubertAsr.Tests.Pretraining;

/// <summary>What pre-training leaves, against encoders that Hugging Face itself wrote: a folder of the same keys, shapes, values and settings is one that its <c>HubertModel</c> loads.</summary>
public sealed class PretrainingFolderTests
{
    // What names the program that wrote the file instead of the model.
    private static readonly string[] _ofTheWriter = ["transformers_version", "dtype", "torch_dtype", "_name_or_path"];

    [Theory]
    [InlineData("tiny-base-encoder")]
    [InlineData("tiny-large-encoder")]
    public void A_pre_trained_encoder_has_the_keys_shapes_values_and_settings_of_HubertModel(string name)
    {
        var golden = Repository.Golden($"models/{name}");
        using var folder = new TemporaryFolder();
        using (var start = ModelFolder.Load(golden))
        using (var model = new HubertForPretraining(start.Model, new MaskedPredictionHead(start.Model.Config.HiddenSize, (7, 16), 0.1, seed: 1)))
            PretrainingFolder.Save(model, start.Preprocessor, folder.Path);

        using var expected = SafetensorsReader.Open(Path.Combine(golden, ModelFolder.WeightsFile));
        using var found = SafetensorsReader.Open(folder[ModelFolder.WeightsFile]);
        Assert.Equal(expected.Names.Select(Written).Order(StringComparer.Ordinal), found.Names.Order(StringComparer.Ordinal));
        foreach (var key in expected.Names)
        {
            Assert.Equal(expected.Tensors[key].Shape, found.Tensors[Written(key)].Shape);
            Assert.Equal(expected.ReadFloats(key), found.ReadFloats(Written(key)));
        }

        using var head = SafetensorsReader.Open(folder[PretrainingFolder.HeadFile]);
        Assert.Equal(["final_proj.bias", "final_proj.weight", "label_embs_concat"], head.Names.Order(StringComparer.Ordinal));
        var (settings, ours) = (Settings(golden), Settings(folder.Path));
        foreach (var (key, value) in settings.Where(setting => !_ofTheWriter.Contains(setting.Key)))
            Assert.True(ours.TryGetValue(key, out var written) && JsonElement.DeepEquals(value, written), $"{key}: {value} was expected, {written} is there");
    }

    /// <summary>The two names of weight norm that every version of transformers loads, in place of those that newer ones write.</summary>
    private static string Written(string key) => key
        .Replace("parametrizations.weight.original0", "weight_g", StringComparison.Ordinal)
        .Replace("parametrizations.weight.original1", "weight_v", StringComparison.Ordinal);

    private static Dictionary<string, JsonElement> Settings(string folder) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(Path.Combine(folder, ModelFolder.ConfigFile)))!;
}
