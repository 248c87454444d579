using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HubertAsr.Cli;

/// <summary>Standard output where it is a pipe, on Unix: the console keeps silent about one that nobody reads any more, and hours of work would go into it.</summary>
internal sealed class OutputPipe : FileStream
{
    private const int StandardOutput = 1;
    private const int BrokenPipe = 32;

    private OutputPipe() : base(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0)
    {
    }

    /// <summary>The writer of results: the console's, unless it is a pipe.</summary>
    public static TextWriter Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.Out;
        var pipe = new OutputPipe();
        // Of a file the stream would keep a place of its own, whoever else writes there.
        return pipe.CanSeek ? Console.Out : new StreamWriter(pipe, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
    }

    /// <summary>Spans come here too: a stream that derives from a file's writes them as arrays.</summary>
    /// <exception cref="ClosedOutputException">Nobody reads any more.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            base.Write(buffer, offset, count);
        }
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            throw new ClosedOutputException();
        }
    }
}

/// <summary>Who reads the result has had enough, as <c>head</c> has after ten lines: work ends as if it were interrupted.</summary>
internal sealed class ClosedOutputException() : OperationCanceledException("nobody reads the result any more.");
