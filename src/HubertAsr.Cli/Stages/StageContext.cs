using HubertAsr.Cli.Recipes;

namespace HubertAsr.Cli.Stages;

/// <summary>What every stage is given.</summary>
internal sealed record StageContext(RecipeFile Recipe, RunFolder Folder, Terminal Terminal, CancellationToken Stop)
{
    /// <summary>As <c>--device</c> says it.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>As <c>--threads</c> says it.</summary>
    public int Threads { get; init; }

    /// <summary>Whether an unfinished training goes on where it stopped.</summary>
    public bool IsResuming { get; init; }
}
