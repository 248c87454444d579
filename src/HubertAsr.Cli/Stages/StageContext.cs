using HubertAsr.Cli.Recipes;

namespace HubertAsr.Cli.Stages;

/// <summary>What every stage is given.</summary>
internal sealed record StageContext(RecipeFile Recipe, RunFolder Folder, Terminal Terminal, string Device, CancellationToken Stop)
{
    /// <summary>Whether an unfinished training goes on where it stopped.</summary>
    public bool IsResuming { get; init; }
}
