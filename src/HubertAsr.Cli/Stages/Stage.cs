namespace HubertAsr.Cli.Stages;

/// <summary>One numbered step of a recipe. Its options are one or more sections; its outcome lies in the run folder.</summary>
internal abstract class Stage
{
    public abstract string Name { get; }

    /// <summary>The option records its outcome depends on.</summary>
    public abstract IReadOnlyList<Type> Sections { get; }

    /// <summary>A name for the values of its options.</summary>
    public virtual string OptionsFingerprint(StageContext context) => context.Recipe.Fingerprint([.. Sections]);

    /// <summary>Whether the recipe asks for it at all.</summary>
    public virtual bool IsWanted(StageContext context) => true;

    /// <summary>Files from outside the run folder that its outcome depends on.</summary>
    public virtual IEnumerable<string> Sources(StageContext context) => [];

    /// <summary>What must lie there for the stage to count as finished.</summary>
    public abstract IEnumerable<string> Outcome(RunFolder folder);

    /// <returns>An <see cref="ExitCode"/>; anything but <see cref="ExitCode.Done"/> ends the run.</returns>
    public abstract int Run(StageContext context);
}
