using System.Text.RegularExpressions;

namespace HubertAsr.Models;

/// <summary>Finds the folder that a person means by a model: a model folder, a run folder, or a hub id such as <c>team-lucid/hubert-base-korean</c> in the local cache of Hugging Face.</summary>
public static partial class ModelPath
{
    /// <summary>The folder of a model.</summary>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="ArgumentException">A hub id that the cache does not hold.</exception>
    public static string Resolve(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (Directory.Exists(model)) return InRun(model);
        if (File.Exists(model))
            throw new DirectoryNotFoundException($"{model}: a file; expected the folder that holds it, with config.json.");
        if (!HubId().IsMatch(model))
            throw new DirectoryNotFoundException($"{model}: no such folder; expected a model folder with config.json and weights.");
        return InCache(model) ?? throw new ArgumentException(
            $"{model}: neither a folder nor in the local cache of Hugging Face ({Cache()}). Fetch config.json, preprocessor_config.json and model.safetensors "
            + $"from https://huggingface.co/{model} (for a fine-tuned model vocab.json and tokenizer_config.json too) into a folder and name that.");
    }

    // A run folder holds its model under a name of its own.
    private static string InRun(string folder)
    {
        var inner = Path.Combine(folder, "model");
        return !File.Exists(Path.Combine(folder, ModelFolder.ConfigFile)) && File.Exists(Path.Combine(inner, ModelFolder.ConfigFile)) ? inner : folder;
    }

    private static string? InCache(string id)
    {
        var repository = Path.Combine(Cache(), "models--" + id.Replace("/", "--", StringComparison.Ordinal));
        var main = Path.Combine(repository, "refs", "main");
        if (!File.Exists(main)) return null;
        var snapshot = Path.Combine(repository, "snapshots", File.ReadAllText(main).Trim());
        return File.Exists(Path.Combine(snapshot, ModelFolder.ConfigFile)) ? snapshot : null;
    }

    private static string Cache() =>
        Environment.GetEnvironmentVariable("HF_HUB_CACHE")
        ?? Path.Combine(Environment.GetEnvironmentVariable("HF_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "huggingface"), "hub");

    [GeneratedRegex(@"^[A-Za-z0-9][\w-]*/[A-Za-z0-9][\w.-]*$")]
    private static partial Regex HubId();
}
