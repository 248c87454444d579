using System.Diagnostics;
using System.Globalization;
using HubertAsr.Transcription;
using HubertAsr.Transcription.Output;

namespace HubertAsr.Tests.Transcription;

/// <summary>What the programs that people open our files with read out of them.</summary>
public sealed class ForeignReaderTests : IDisposable
{
    private static readonly Transcript _transcript = new("회의 녹음.wav", 9.5,
    [
        new(0.5, 2.0, "안녕하세요 \"여러분\"", 0.75, [new("안녕하세요", 0.5, 1.2, 0.9), new("\"여러분\"", 1.3, 2.0, 0.6)]),
        new(4.0, 5.25, "네 그래요", 0.5, [new("네", 4.0, 4.25, 0.5), new("그래요", 5.0, 5.25, 0.5)]),
    ]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sclite_aligns_our_ctm_by_its_times()
    {
        Write("x.ctm", TranscriptFormat.Ctm);
        // The second stretch holds one other word: three right, one substituted, and none of them in the wrong stretch.
        File.WriteAllText(_folder.File("x.stm"), "회의_녹음 1 speaker 0.0 3.0 안녕하세요 \"여러분\"\n회의_녹음 1 speaker 3.0 9.5 네 아니요\n");

        var read = Run("sctk", "sclite", "-r", _folder.File("x.stm"), "stm", "-h", _folder.File("x.ctm"), "ctm", "-e", "utf-8", "-o", "rsum", "stdout");

        var sum = read.Split('\n').Single(line => line.Contains("| Sum", StringComparison.Ordinal));
        Assert.Equal(["2", "4", "3", "1", "0", "0", "1", "1"], sum.Split(['|', ' '], StringSplitOptions.RemoveEmptyEntries)[1..9]);
    }

    [Fact]
    public void Praat_finds_every_interval_of_our_TextGrid()
    {
        Write("x.TextGrid", TranscriptFormat.Textgrid);
        File.WriteAllText(_folder.File("read.praat"), """
            form Grid
              sentence path
            endform
            Read from file: path$
            writeInfo: ""
            for i to do ("Get number of intervals...", 2)
              label$ = Get label of interval: 2, i
              start = Get start time of interval: 2, i
              end = Get end time of interval: 2, i
              appendInfoLine: start, " ", end, " ", label$
            endfor
            """);

        var read = Run("praat", "--run", "--utf8", _folder.File("read.praat"), _folder.File("x.TextGrid"));

        var words = read.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Where(fields => fields[2].Length > 0);
        Assert.Equal(
            _transcript.Words.Select(word => (word.StartSeconds, word.EndSeconds, word.Word)),
            words.Select(fields => (Seconds(fields[0]), Seconds(fields[1]), fields[2])));
    }

    private static double Seconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private void Write(string name, TranscriptFormat format)
    {
        using var file = File.CreateText(_folder.File(name));
        new TranscriptWriter(format).Write(file, _transcript);
    }

    /// <summary>What a program prints, or a skip that names it.</summary>
    private static string Run(string program, params string[] words)
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipUnless(isThere, $"{program} is not on PATH");
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        var read = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return read;
    }
}
