using TorchSharp;
using TorchSharp.Modules;

namespace HubertAsr.Models;

/// <summary>A pre-trained encoder as Hugging Face's <c>HubertModel</c> reads it, with the head of masked prediction in a file of its own, so that pre-training can go on.</summary>
public static class PretrainingFolder
{
    /// <summary>Projection and codes of the head.</summary>
    public const string HeadFile = "pretraining_head.safetensors";

    /// <summary>Writes configuration, preprocessor, encoder (keys without <c>hubert.</c>) and head.</summary>
    public static void Save(HubertForPretraining model, PreprocessorConfig preprocessor, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(preprocessor);
        Directory.CreateDirectory(folder);
        (model.Config with { Architectures = ["HubertModel"] }).Write(Path.Combine(folder, ModelFolder.ConfigFile));
        preprocessor.Write(Path.Combine(folder, ModelFolder.PreprocessorFile));
        WeightsWriter.Safetensors(WeightsWriter.Of(Encoder(model)), Path.Combine(folder, ModelFolder.WeightsFile));
        WeightsWriter.Safetensors(WeightsWriter.Of(model.Head.named_parameters()), Path.Combine(folder, HeadFile));
    }

    /// <summary>Puts every parameter where it was when the folder was saved.</summary>
    /// <exception cref="InvalidDataException">A parameter is missing or has another shape.</exception>
    public static void Restore(HubertForPretraining model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        Fill(Encoder(model), Path.Combine(folder, ModelFolder.WeightsFile));
        RestoreHead(model.Head, folder);
    }

    /// <summary>Takes over the head of an earlier pre-training.</summary>
    /// <exception cref="FileNotFoundException">The folder keeps none.</exception>
    /// <exception cref="InvalidDataException">It has other clusters or another projection.</exception>
    public static void RestoreHead(MaskedPredictionHead head, string folder)
    {
        ArgumentNullException.ThrowIfNull(head);
        Fill(head.named_parameters(), Path.Combine(folder, HeadFile));
    }

    private static IEnumerable<(string Name, Parameter Parameter)> Encoder(HubertForPretraining model) =>
        model.named_parameters().Where(pair => pair.name.StartsWith(ParameterNames.Prefix, StringComparison.Ordinal))
            .Select(pair => (ParameterNames.WithoutPrefix(pair.name), pair.parameter));

    private static void Fill(IEnumerable<(string Name, Parameter Parameter)> parameters, string path)
    {
        using var file = Decoding.SafetensorsReader.Open(path);
        using var gradients = torch.no_grad();
        foreach (var (name, parameter) in parameters)
        {
            if (!file.Tensors.TryGetValue(name, out var stored) || !stored.Shape.SequenceEqual(parameter.shape))
                throw new InvalidDataException($"{path}: '{name}' is {(stored is null ? "missing" : $"[{string.Join(", ", stored.Shape)}]")}; [{string.Join(", ", parameter.shape)}] was expected. Does the file belong to this model and number of clusters?");
            using var values = torch.tensor(file.ReadFloats(name), parameter.shape);
            parameter.copy_(values);
        }
    }
}
