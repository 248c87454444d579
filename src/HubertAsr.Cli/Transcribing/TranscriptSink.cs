using System.Text;
using HubertAsr.Transcription;
using HubertAsr.Transcription.Output;

namespace HubertAsr.Cli.Transcribing;

/// <summary>Where transcripts go: standard output, one after the other, or files under a folder, each complete or absent.</summary>
internal sealed class TranscriptSink(TranscriptWriter writer, Terminal terminal, string? folder, bool areNamed)
{
    private bool _hasBegun;

    /// <summary>Whether spoken numbers are written in digits.</summary>
    public bool WritesNumbers { get; init; }

    /// <summary>Whether there is a result of an earlier run.</summary>
    public bool Holds(AudioInput input) => folder is not null && File.Exists(PathOf(input));

    public void Write(AudioInput input, Transcript transcript)
    {
        if (WritesNumbers) transcript = transcript.WithWrittenNumbers();
        if (folder is not null) WriteFile(PathOf(input), transcript);
        else
        {
            Begin();
            writer.Write(terminal.Output, transcript with { Folder = Path.GetDirectoryName(input.Key) ?? "" }, areNamed);
            terminal.Output.Flush();
        }
    }

    /// <summary>A stream without any transcript still has its header.</summary>
    public void End()
    {
        if (folder is null) Begin();
    }

    private void Begin()
    {
        if (!_hasBegun) writer.Begin(terminal.Output);
        _hasBegun = true;
    }

    private string PathOf(AudioInput input) => Path.Combine(folder!, input.Key + writer.Extension);

    private void WriteFile(string path, Transcript transcript)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var output = new StreamWriter(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            {
                writer.Begin(output);
                writer.Write(output, transcript);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
