using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HubertAsr.Models;

/// <summary>A model as Hugging Face lays it out in a folder: <c>config.json</c>, weights, <c>preprocessor_config.json</c>.</summary>
public static class ModelFolder
{
    public const string ConfigFile = "config.json";
    public const string PreprocessorFile = "preprocessor_config.json";
    public const string WeightsFile = "model.safetensors";

    /// <summary>Loads encoder and CTC head from any format in which the family is published.</summary>
    /// <param name="folder">A folder, or a hub id in the local cache.</param>
    /// <param name="loading">Device, head, dropouts.</param>
    /// <exception cref="FileNotFoundException">A file of the folder is missing.</exception>
    /// <exception cref="InvalidDataException">Names the first keys that are missing, unexpected or of another shape, and what the weights look like instead.</exception>
    public static LoadedModel Load(string folder, ModelLoading? loading = null)
    {
        loading ??= new ModelLoading();
        folder = ModelPath.Resolve(folder);
        var config = HubertConfig.Read(Path.Combine(folder, ConfigFile));
        using var checkpoint = WeightFiles.Open(folder);
        var contents = CheckpointContents.Of(checkpoint);
        var notes = new List<string>();
        if (ArchitectureCheck.Warning(config, Path.Combine(folder, ConfigFile)) is { } warning) notes.Add(warning);
        config = contents.Resolve(config, loading.VocabularySize);
        config = loading.Assume?.Invoke(config) ?? config;
        var model = new HubertForCtc(loading.Options?.Override(config) ?? config, loading.Device ?? CPU);
        try
        {
            var headIsNew = Fill(model, contents, loading);
            if (headIsNew) notes.Add($"{folder}: {(contents.Architecture.Vocabulary is { } had ? $"its CTC head has {had} tokens, not {config.VocabSize}" : "no CTC head (lm_head)")}; a new one was drawn and must be trained.");
            return new LoadedModel(model, Preprocessor(folder, config, notes), headIsNew, notes);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The model that a training run starts from: a folder, or a fresh one of a size or a configuration, with a head of so many tokens.</summary>
    /// <param name="options">The section <c>[model]</c>; its paths are taken as they are.</param>
    /// <param name="loading">Vocabulary size, device and seed.</param>
    public static LoadedModel Start(ModelOptions options, ModelLoading loading)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loading);
        if (!string.IsNullOrEmpty(options.Init)) return Load(options.Init, loading with { Options = options });
        var config = string.IsNullOrEmpty(options.Config) ? HubertConfig.OfSize(options.Size ?? "") : HubertConfig.Read(options.Config);
        config = options.Override(config) with { VocabSize = loading.VocabularySize ?? config.VocabSize };
        return new LoadedModel(HubertForCtc.Fresh(config, loading.Seed, loading.Device), PreprocessorConfig.For(config), HeadIsNew: true, []);
    }

    /// <summary>Writes encoder, head and preprocessor as Hugging Face reads them: weight norm as <c>weight_g</c> and <c>weight_v</c>. Vocabulary
    /// files are written by <c>CtcVocabulary.Save</c>.</summary>
    /// <param name="model">What is saved.</param>
    /// <param name="preprocessor">What its waveforms go through.</param>
    /// <param name="folder">Created when absent; its files of the same names are replaced as a whole.</param>
    public static void Save(HubertForCtc model, PreprocessorConfig preprocessor, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(preprocessor);
        Directory.CreateDirectory(folder);
        (model.Config with { Architectures = ["HubertForCTC"] }).Write(Path.Combine(folder, ConfigFile));
        preprocessor.Write(Path.Combine(folder, PreprocessorFile));
        WeightsWriter.Safetensors(WeightsWriter.Of(model), Path.Combine(folder, WeightsFile));
    }

    /// <summary>Reads architecture, keys and files of a folder without its weights.</summary>
    public static ModelInspection Inspect(string folder) => ModelInspection.Of(ModelPath.Resolve(folder));

    private static bool Fill(HubertForCtc model, CheckpointContents contents, ModelLoading loading)
    {
        using var gradients = no_grad();
        var parameters = model.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var comparison = KeyComparison.Of(parameters.ToDictionary(pair => pair.Key, pair => pair.Value.shape), contents.Tensors);
        if (!comparison.EncoderFits || comparison.Misshapen.Any(ParameterNames.IsHead) && loading.VocabularySize is null)
            throw contents.Refusal(comparison, model.Config);
        foreach (var (name, parameter) in parameters)
            if (comparison.HeadFits || !ParameterNames.IsHead(name))
                Copy(contents.Tensors[name], parameter);
        if (!comparison.HeadFits) FreshWeights.Fill(parameters, parameters.Keys.Where(ParameterNames.IsHead), model.Config, loading.Seed);
        return !comparison.HeadFits;
    }

    private static void Copy(StoredTensor stored, Parameter parameter)
    {
        if (parameter.device_type == TorchSharp.DeviceType.CPU)
        {
            stored.ReadInto(MemoryMarshal.Cast<byte, float>(parameter.bytes));
            return;
        }
        using var values = tensor(stored.Read(), stored.Shape);
        parameter.copy_(values);
    }

    private static PreprocessorConfig Preprocessor(string folder, HubertConfig config, List<string> notes)
    {
        var preprocessor = PreprocessorConfig.Read(Path.Combine(folder, PreprocessorFile));
        if (preprocessor is null) notes.Add($"{folder}: no {PreprocessorFile}; waveforms are normalised{(config.HasGroupNorm ? "" : " and padding is hidden")}, as the family is published.");
        return preprocessor ?? PreprocessorConfig.For(config);
    }
}
