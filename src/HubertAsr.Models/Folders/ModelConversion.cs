using HubertAsr.Decoding;

namespace HubertAsr.Models;

/// <summary>Formats of weights that can be written.</summary>
public enum WeightFormat
{
    Safetensors,
    Bin,
    Flax,
}

/// <summary>Writes a model folder again in another format, number type or extent; the weights are copied, not computed.</summary>
public sealed record ModelConversion
{
    private static readonly string[] _processorFiles = ["vocab.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "README.md"];

    public WeightFormat Format { get; init; }

    /// <summary>F32, F16 or BF16.</summary>
    public TensorDtype Dtype { get; init; } = TensorDtype.F32;

    /// <summary>Leaves out the CTC head, and the prefix of the encoder's keys with it.</summary>
    public bool EncoderOnly { get; init; }

    /// <summary>Reads one folder, checks its keys, and writes the other.</summary>
    /// <returns>The weight file written.</returns>
    /// <exception cref="InvalidDataException">The weights do not fit the configuration.</exception>
    public static string Run(string model, string output, ModelConversion conversion)
    {
        ArgumentNullException.ThrowIfNull(conversion);
        var folder = ModelPath.Resolve(model);
        var inspection = ModelInspection.Of(folder);
        inspection.ThrowUnlessFits();
        using var checkpoint = WeightFiles.Open(folder);
        var hasHead = inspection.HeadSize is not null && !conversion.EncoderOnly;
        var tensors = CheckpointContents.Of(checkpoint).Tensors
            .Where(pair => hasHead || !ParameterNames.IsHead(pair.Key))
            .Select(pair => pair.Value with { Name = hasHead ? pair.Key : ParameterNames.WithoutPrefix(pair.Key) })
            .OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();

        Directory.CreateDirectory(output);
        (inspection.Config with { Architectures = [hasHead ? "HubertForCTC" : "HubertModel"] }).Write(Path.Combine(output, ModelFolder.ConfigFile));
        (inspection.Preprocessor ?? PreprocessorConfig.For(inspection.Config)).Write(Path.Combine(output, ModelFolder.PreprocessorFile));
        if (hasHead) CopyProcessor(folder, output);
        return conversion.Write(tensors, output);
    }

    private string Write(List<StoredTensor> tensors, string output)
    {
        var (name, write) = Format switch
        {
            WeightFormat.Bin => ("pytorch_model.bin", (Action<IReadOnlyList<StoredTensor>, string, TensorDtype>)WeightsWriter.Pickle),
            WeightFormat.Flax => ("flax_model.msgpack", WeightsWriter.Flax),
            _ => (ModelFolder.WeightsFile, WeightsWriter.Safetensors),
        };
        var path = Path.Combine(output, name);
        write(tensors, path, Dtype);
        return path;
    }

    private static void CopyProcessor(string folder, string output)
    {
        foreach (var name in _processorFiles.Where(name => File.Exists(Path.Combine(folder, name))))
            File.Copy(Path.Combine(folder, name), Path.Combine(output, name), overwrite: true);
    }
}
