using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace HubertAsr.Cli;

/// <summary>Standard output is the result, standard error is the story; this is the only place that knows which is which.</summary>
internal sealed class Terminal(TextReader input, TextWriter output, TextWriter error, bool isInteractive)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The words of the result, and nothing else.</summary>
    public TextWriter Output { get; } = output;

    public TextReader Input { get; } = input;

    /// <summary>Whether the story goes to a person's screen: only then is a line redrawn.</summary>
    public bool IsInteractive { get; } = isInteractive;

    public bool IsQuiet { get; init; }

    public bool IsVerbose { get; init; }

    /// <summary>The story's console, for tables and progress.</summary>
    public IAnsiConsole Story { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(error),
        Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
        Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
    });

    public static Terminal OfProcess() =>
        new(Console.In, OutputPipe.Open(), Console.Error, isInteractive: !Console.IsErrorRedirected && !Console.IsOutputRedirected);

    public Terminal With(bool quiet, bool verbose) =>
        new(Input, Output, error, IsInteractive) { IsQuiet = quiet, IsVerbose = verbose };

    /// <summary>A line of the story, unless <c>--quiet</c>.</summary>
    public void Say(string line)
    {
        if (!IsQuiet) error.WriteLine(line);
    }

    /// <summary>A line of the story for those who asked for <c>--verbose</c>.</summary>
    public void Detail(string line)
    {
        if (IsVerbose) error.WriteLine(line);
    }

    /// <summary>A line that no option silences: something is wrong.</summary>
    public void Complain(string line) => error.WriteLine(line);

    /// <summary>One object as one line of JSON on the result; unknown values are absent, Hangul stays Hangul.</summary>
    public void WriteJson<T>(T value) => Output.WriteLine(JsonSerializer.Serialize(value, _json));
}
