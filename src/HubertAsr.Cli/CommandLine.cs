using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace HubertAsr.Cli;

/// <summary>The whole command line: words in, exit code out.</summary>
internal static class CommandLine
{
    public static readonly Option<string> Device = new("--device")
    {
        Description = "Where tensors live: auto, cpu, cuda or cuda:N",
        HelpName = "auto|cpu|cuda[:N]",
        DefaultValueFactory = _ => "auto",
        Recursive = true,
    };

    public static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads for computation, 0 = all cores",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet") { Description = "Only results and errors", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Every step, with its numbers", Recursive = true };

    /// <summary>Parses, runs the verb, and turns whatever was thrown into the exit code that it means.</summary>
    public static int Run(string[] words, Terminal terminal, CancellationToken stop)
    {
        var arguments = Root().Parse(words, new ParserConfiguration { EnablePosixBundling = false });
        var unknown = Unknown(arguments);
        if ((arguments.Errors.Count > 0 || unknown.Count > 0) && arguments.Action is not HelpWithExamples) return Misused(arguments, unknown, terminal);

        var isVerb = arguments.CommandResult.Command is Verb && ReferenceEquals(arguments.Action, arguments.CommandResult.Command.Action);
        try
        {
            if (!isVerb) return arguments.Invoke(new InvocationConfiguration { Output = terminal.Output, EnableDefaultExceptionHandler = false });
            terminal = terminal.With(arguments.GetValue(Quiet), arguments.GetValue(Verbose));
            return ((Verb)arguments.CommandResult.Command).Run(arguments, terminal, stop);
        }
        catch (Exception exception)
        {
            return Failed(exception, terminal, stop);
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Fine-tune a Korean HuBERT on transcribed speech, transcribe with it, and report its error rate.")
        {
            Device, Threads, Quiet, Verbose,
        };
        foreach (var verb in Verbs.All()) root.Add(verb);

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>The parser's help, then the verb's command lines that work.</summary>
    private sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is not Verb { Examples.Count: > 0 } verb) return code;
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in verb.Examples) output.WriteLine($"  hubert-asr {example}");
            return code;
        }
    }

    private static int Misused(ParseResult arguments, List<string> unknown, Terminal terminal)
    {
        var known = arguments.CommandResult.Command.Options.Concat(arguments.RootCommandResult.Command.Options.Where(option => option.Recursive))
            .Select(option => option.Name).Concat(arguments.CommandResult.Command.Subcommands.Select(verb => verb.Name)).ToList();
        foreach (var word in unknown)
            terminal.Complain($"hubert-asr: unknown {(word.StartsWith('-') ? "option" : "verb")} '{word}'"
                + (NearestName.Of(word, known) is { } near ? $"; did you mean '{near}'?" : "."));
        if (unknown.Count == 0)
            foreach (var error in arguments.Errors) terminal.Complain($"hubert-asr: {error.Message}");

        terminal.Complain($"See '{string.Join(' ', Path(arguments.CommandResult))} --help'.");
        return ExitCode.Usage;
    }

    /// <summary>Words that are no option, verb or argument: the parser takes <c>--lerning-rate</c> for a file's name, and we do not.</summary>
    private static List<string> Unknown(ParseResult arguments)
    {
        if (arguments.CommandResult.Command.Subcommands.Count > 0) return [.. arguments.UnmatchedTokens.Take(1)];
        return
        [
            .. arguments.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
                .Where(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
                .Select(token => token.Value),
        ];
    }

    private static IEnumerable<string> Path(CommandResult result) =>
        result.Parent is CommandResult parent ? [.. Path(parent), result.Command.Name] : ["hubert-asr"];

    private static int Failed(Exception exception, Terminal terminal, CancellationToken stop)
    {
        // Who closed the pipe has what it wanted, and is not told that the rest was not written.
        if (ExitCode.Expected(exception) is ClosedOutputException) return ExitCode.Interrupted;
        var code = stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Of(exception);
        terminal.Complain(code switch
        {
            ExitCode.Interrupted => "interrupted",
            ExitCode.Bug => $"hubert-asr: this is a bug in the program; please report it with the lines below.\n{exception}",
            _ => $"hubert-asr: {ExitCode.Sentence(exception)}",
        });
        return code;
    }
}
