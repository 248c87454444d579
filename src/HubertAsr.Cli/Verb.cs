using System.CommandLine;

namespace HubertAsr.Cli;

/// <summary>One verb of the program: its words, its two examples, and what it does. One file a verb under <c>Commands/</c>.</summary>
internal abstract class Verb : Command
{
    /// <param name="name">As typed.</param>
    /// <param name="sentence">What it does, in one sentence.</param>
    /// <param name="examples">Command lines that work, without the program's name.</param>
    protected Verb(string name, string sentence, params string[] examples) : base(name, sentence)
    {
        Examples = examples;
        // Without an action the parser asks for a sub-command; the work itself is called by CommandLine, which owns exit codes.
        SetAction(_ => ExitCode.Bug);
    }

    public IReadOnlyList<string> Examples { get; }

    /// <returns>An <see cref="ExitCode"/>. What is wrong is thrown, see <see cref="ExitCode.Of"/>.</returns>
    /// <remarks>Synchronous on purpose: tensor scopes are per thread and do not cross an <c>await</c>.</remarks>
    public abstract int Run(ParseResult arguments, Terminal terminal, CancellationToken stop);
}
