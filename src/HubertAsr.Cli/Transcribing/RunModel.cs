using HubertAsr.Cli.Recipes;
using HubertAsr.Cli.Stages;
using HubertAsr.Decoding;
using HubertAsr.Models;

namespace HubertAsr.Cli.Transcribing;

/// <summary>The model that <c>--model</c> means, and how its run says it is to be searched.</summary>
/// <param name="Folder">A model folder.</param>
/// <param name="Decode">The run's <c>[decode]</c>; the defaults for a model that belongs to no run.</param>
internal sealed record RunModel(string Folder, DecodeOptions Decode)
{
    /// <param name="word">A run's folder, one of its checkpoints, a model folder, or a hub id in the local cache.</param>
    public static RunModel Resolve(string word)
    {
        if (IsRun(word) && !File.Exists(Path.Combine(word, ModelFolder.ConfigFile)))
        {
            var model = new RunFolder(word).Model;
            return Directory.Exists(model)
                ? new(model, DecodeOf(word))
                : throw new DirectoryNotFoundException($"{word}: a run without a model yet; {model} was expected. Finish it with `hubert-asr run`, or name a model folder.");
        }
        var folder = ModelPath.Resolve(word);
        return new(folder, Ancestors(folder).FirstOrDefault(IsRun) is { } run ? DecodeOf(run) : new DecodeOptions());
    }

    private static bool IsRun(string folder) => File.Exists(new RunFolder(folder).Recipe);

    private static DecodeOptions DecodeOf(string run) => RecipeFile.Load(run, []).Section<DecodeOptions>();

    /// <summary>A checkpoint lies a few folders below its run.</summary>
    private static IEnumerable<string> Ancestors(string folder)
    {
        var depth = 0;
        for (var above = new DirectoryInfo(folder); above is not null && depth < 4; above = above.Parent, depth++) yield return above.FullName;
    }
}
