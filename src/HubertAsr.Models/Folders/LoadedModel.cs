using TorchSharp;

namespace HubertAsr.Models;

/// <summary>How a model folder is loaded.</summary>
public sealed record ModelLoading
{
    /// <summary>Where the parameters go; CPU when absent.</summary>
    public torch.Device? Device { get; init; }

    /// <summary>Tokens that the CTC head must have. A folder without a head, or with one of another size, then gets a new one, which is said.
    /// Null takes the folder's head, or a new one of the configuration's size.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Dropouts that replace those of <c>config.json</c>.</summary>
    public ModelOptions? Options { get; init; }

    /// <summary>What is assumed against the configuration, to find out what a reference did.</summary>
    internal Func<HubertConfig, HubertConfig>? Assume { get; init; }

    /// <summary>Seed of a new head.</summary>
    public long Seed { get; init; } = 1337;
}

/// <summary>A model as a folder holds it.</summary>
/// <param name="Model">The model, owned by this record.</param>
/// <param name="Preprocessor">What its waveforms must go through.</param>
/// <param name="HeadIsNew">Whether the CTC head was freshly drawn because the folder has none that fits.</param>
/// <param name="Notes">What a person should know: a new head, unusual heads, a file taken for granted.</param>
public sealed record LoadedModel(HubertForCtc Model, PreprocessorConfig Preprocessor, bool HeadIsNew, IReadOnlyList<string> Notes) : IDisposable
{
    public void Dispose() => Model.Dispose();
}
