using System.Diagnostics;
using System.Text;

namespace HubertAsr.Tests.Cli;

/// <summary>What a run of the program left: its exit code, its result and its story.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);

/// <summary>The real program in its own process, as a script runs it.</summary>
internal static class Program
{
    public static ProgramResult Run(params string[] words) => Run("", words);

    /// <param name="input">What the program reads on standard input.</param>
    /// <param name="words">The command line.</param>
    public static ProgramResult Run(string input, string[] words) => Finish(Start(words), input);

    private static ProgramResult Finish(Process started, string input)
    {
        using var process = started;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <param name="environment">Variables set for the program.</param>
    /// <param name="words">The command line.</param>
    public static ProgramResult Run(IReadOnlyDictionary<string, string> environment, string[] words) => Finish(Start(words, environment), "");

    public static Process Start(params string[] words) => Start(words, new Dictionary<string, string>());

    private static Process Start(string[] words, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "hubert-asr.dll"));
        foreach (var word in words) start.ArgumentList.Add(word);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
