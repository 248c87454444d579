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
        var tensors = CheckpointContents.Of(checkpoint).Tensors
            .Select(pair => pair.Value with { Name = pair.Key })
            .OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        return Write(inspection, tensors, output, conversion);
    }

    /// <summary>Writes tensors under our names, with the other files of an inspected folder.</summary>
    internal static string Write(ModelInspection inspection, IReadOnlyList<StoredTensor> tensors, string output, ModelConversion conversion)
    {
        var hasHead = inspection.HeadSize is not null && !conversion.EncoderOnly;
        if (!hasHead)
            tensors = [.. tensors.Where(tensor => !ParameterNames.IsHead(tensor.Name)).Select(tensor => tensor with { Name = ParameterNames.WithoutPrefix(tensor.Name) })];
        Directory.CreateDirectory(output);
        (inspection.Config with { Architectures = [hasHead ? "HubertForCTC" : "HubertModel"] }).Write(Path.Combine(output, ModelFolder.ConfigFile));
        (inspection.Preprocessor ?? PreprocessorConfig.For(inspection.Config)).Write(Path.Combine(output, ModelFolder.PreprocessorFile));
        if (hasHead)
        {
            CopyProcessor(inspection.Folder, output);
            SecondHead.Copy(inspection.Folder, output);
        }
        var path = Path.Combine(output, FileName(conversion.Format));
        switch (conversion.Format)
        {
            case WeightFormat.Bin: WeightsWriter.Pickle(tensors, path, conversion.Dtype); break;
            case WeightFormat.Flax: WeightsWriter.Flax(tensors, path, conversion.Dtype); break;
            default: WeightsWriter.Safetensors(tensors, path, conversion.Dtype); break;
        }
        return path;
    }

    private static string FileName(WeightFormat format) => format switch
    {
        WeightFormat.Bin => "pytorch_model.bin",
        WeightFormat.Flax => "flax_model.msgpack",
        _ => ModelFolder.WeightsFile,
    };

    private static void CopyProcessor(string folder, string output)
    {
        foreach (var name in _processorFiles.Where(name => File.Exists(Path.Combine(folder, name))))
            File.Copy(Path.Combine(folder, name), Path.Combine(output, name), overwrite: true);
    }
}
