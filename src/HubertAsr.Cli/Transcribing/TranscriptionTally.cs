using System.Diagnostics;
using System.Globalization;
using HubertAsr.Transcription;
using Spectre.Console;

namespace HubertAsr.Cli.Transcribing;

/// <summary>What a run over many files has done so far.</summary>
internal sealed class TranscriptionTally
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _files;
    private int _done;
    private int _failedOnData;
    private int _failedOnMachine;
    private double _audioSeconds;

    public int Skipped { get; set; }

    /// <summary>Files that were begun, those that were skipped among them; a file may have several results, one a channel.</summary>
    public int Files => _files;

    public int ExitCode => _failedOnData > 0 ? Cli.ExitCode.Data : _failedOnMachine > 0 ? Cli.ExitCode.Environment : Cli.ExitCode.Done;

    /// <summary>Counts a recording that is about to be read; on the reader's thread.</summary>
    public AudioWord Begin(AudioWord recording)
    {
        Interlocked.Increment(ref _files);
        return recording;
    }

    public void Add(TranscriptionOutcome outcome)
    {
        if (outcome.Transcript is { } transcript)
        {
            _done++;
            _audioSeconds += transcript.DurationSeconds;
        }
        else if (Cli.ExitCode.Of(outcome.Error!) == Cli.ExitCode.Environment) _failedOnMachine++;
        else _failedOnData++;
    }

    /// <summary>Hours of audio and speed so far.</summary>
    public string Line() => string.Create(CultureInfo.InvariantCulture, $"{_audioSeconds / 3600:0.00} h, {Speed:0.0} s audio/s");

    public void WriteSummary(Terminal terminal)
    {
        if (terminal.IsQuiet) return;
        var table = new Table().AddColumns("transcribed", "failed", "skipped", "audio, h", "time, s", "s audio/s");
        table.Border = TableBorder.Simple;
        string[] cells =
        [
            Text(_done), Text(_failedOnData + _failedOnMachine), Text(Skipped),
            string.Create(CultureInfo.InvariantCulture, $"{_audioSeconds / 3600:0.000}"),
            string.Create(CultureInfo.InvariantCulture, $"{Elapsed:0.0}"),
            string.Create(CultureInfo.InvariantCulture, $"{Speed:0.0}"),
        ];
        terminal.Story.Write(table.AddRow(cells));
    }

    private double Elapsed => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    private double Speed => _audioSeconds / Math.Max(Elapsed, 1e-9);

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
