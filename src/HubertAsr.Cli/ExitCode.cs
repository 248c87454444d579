namespace HubertAsr.Cli;

/// <summary>What the program tells the script that called it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The check ran and the answer is no: a NaN stop, too few matches, a refused comparison.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line or the recipe is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A corpus, audio, checkpoint, language model, emissions or scoring file is wrong.</summary>
    public const int Data = 3;

    /// <summary>The machine is: disk, permission, device, native library, lock.</summary>
    public const int Environment = 4;

    /// <summary>We are.</summary>
    public const int Bug = 70;

    public const int Interrupted = 130;

    private const int NoSpaceOnUnix = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    /// <summary>Which of them an exception means. Rooms throw only types of the base library, so that each is usable alone.</summary>
    public static int Of(Exception exception) => Expected(exception) switch
    {
        OperationCanceledException => Interrupted,
        // With a parameter's name it is our own misuse of a method, not the user's of the program.
        ArgumentException { ParamName: null } => Usage,
        InvalidDataException or FileNotFoundException or DirectoryNotFoundException or EndOfStreamException => Data,
        IOException or UnauthorizedAccessException or DllNotFoundException or PlatformNotSupportedException => Environment,
        _ => Bug,
    };

    /// <summary>The sentence for people. What the system alone says of a full disk lacks what to do.</summary>
    public static string Sentence(Exception exception)
    {
        var message = Expected(exception).Message;
        return IsDiskFull(Expected(exception)) && !message.Contains("--resume", StringComparison.Ordinal)
            ? $"{message}. Free some space or write to another disk; what was there before is unharmed."
            : message;
    }

    private static bool IsDiskFull(Exception exception) => exception is IOException && exception.HResult is NoSpaceOnUnix or DiskFullOnWindows;

    /// <summary>The exception that carries the sentence: what static constructors wrap is unwrapped, and of threads that failed together the first speaks.</summary>
    public static Exception Expected(Exception exception) => exception switch
    {
        AggregateException or TypeInitializationException when exception.InnerException is { } inner => Expected(inner),
        _ => exception,
    };
}
