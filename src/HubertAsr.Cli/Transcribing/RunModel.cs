using System.CommandLine;
using HubertAsr.Audio;
using HubertAsr.Cli.Commands;
using HubertAsr.Cli.Recipes;
using HubertAsr.Cli.Stages;
using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Transcription;

namespace HubertAsr.Cli.Transcribing;

/// <summary>The model that <c>--model</c> means, and how its run says it is to be searched.</summary>
/// <param name="Folder">A model folder.</param>
/// <param name="Decode">The run's <c>[decode]</c>, with the language model it built; the defaults for a model that belongs to no run.</param>
internal sealed record RunModel(string Folder, DecodeOptions Decode)
{
    /// <summary>The language model that the run built for itself; null when it built none.</summary>
    public string? OwnLanguageModel { get; private init; }

    /// <summary>How the run says that long recordings are cut.</summary>
    public TranscribeOptions Cutting { get; private init; } = new();

    /// <summary>What the run takes for a pause.</summary>
    public SilenceOptions Silence { get; private init; } = new();

    /// <param name="word">A run's folder, one of its checkpoints, a model folder, or a hub id in the local cache.</param>
    public static RunModel Resolve(string word)
    {
        if (IsRun(word) && !File.Exists(Path.Combine(word, ModelFolder.ConfigFile)))
        {
            var model = new RunFolder(word).Model;
            return Directory.Exists(model)
                ? OfRun(model, word)
                : throw new DirectoryNotFoundException($"{word}: a run without a model yet; {model} was expected. Finish it with `hubert-asr run`, or name a model folder.");
        }
        var folder = ModelPath.Resolve(word);
        return Ancestors(folder).FirstOrDefault(IsRun) is { } run ? OfRun(folder, run) : new(folder, new DecodeOptions());
    }

    /// <summary>The run's search with what the command line says. A beam of 1 that is typed is greedy, whatever language model the run has.</summary>
    public DecodeOptions Search(OptionArguments<DecodeOptions> arguments, ParseResult typed)
    {
        var (said, search) = (arguments.Read(typed), arguments.Read(typed, Decode with { }));
        return said.Beam == 1 ? search with { Lm = said.Lm, UnitLm = said.UnitLm, Hotwords = said.Hotwords } : search;
    }

    private static bool IsRun(string folder) => File.Exists(new RunFolder(folder).Recipe);

    private static RunModel OfRun(string model, string run)
    {
        var (recipe, folder) = (RecipeFile.Load(run, []), new RunFolder(run));
        var search = LanguageModelStage.SearchOf(recipe, folder);
        return new(model, search)
        {
            OwnLanguageModel = search.Lm == folder.LanguageModel ? search.Lm : null,
            Cutting = recipe.Section<TranscribeOptions>(),
            Silence = recipe.Section<SilenceOptions>(),
        };
    }

    /// <summary>A checkpoint lies a few folders below its run.</summary>
    private static IEnumerable<string> Ancestors(string folder)
    {
        var depth = 0;
        for (var above = new DirectoryInfo(folder); above is not null && depth < 4; above = above.Parent, depth++) yield return above.FullName;
    }
}
