using HubertAsr.Audio;
using HubertAsr.Corpora;
using HubertAsr.Evaluation;
using HubertAsr.Tests.Cli;

namespace HubertAsr.Tests.Transcription;

/// <summary>
/// Long form with a model that has learned something, through the program. A finished run of the demo is named by <c>HUBERTASR_RUN</c>: minutes of training do
/// not belong into a test.
/// </summary>
public sealed class SeamTests(ITestOutputHelper output) : IDisposable
{
    private const string RunVariable = "HUBERTASR_RUN";
    private const double HalfAPoint = 0.005;
    private const int OrderCount = 6;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(10, 0.6)]
    [InlineData(60, 0.6)]
    [InlineData(10, 0.2)]
    [InlineData(10, 0.1)]
    public void Clips_parted_by_silence_are_read_as_if_cut_at_their_true_ends(int chunkSeconds, double gapSeconds) =>
        AssertReadAsIfCut(TestClips(isTrimmed: false), chunkSeconds, gapSeconds);

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void Clips_without_any_pause_are_read_as_if_cut_at_their_true_ends(int chunkSeconds) => AssertReadAsIfCut(TestClips(isTrimmed: true), chunkSeconds, gapSeconds: 0);

    private void AssertReadAsIfCut(IReadOnlyList<(Waveform Sound, string Text)> clips, int chunkSeconds, double gapSeconds)
    {
        var apart = Rate(clips, Transcribed([.. clips.Select(clip => clip.Sound.Samples)], "120s"));
        double[] joined = [.. Orders(clips).Select(order => Rate(order, Transcribed([.. order.Chunk(40).Select(some => Joined(some, gapSeconds))], $"{chunkSeconds}s")))];

        output.WriteLine(FormattableString.Invariant(
            $"{gapSeconds} s between, chunk {chunkSeconds} s: CER {100 * joined.Average():0.00} % ({string.Join(", ", joined.Select(rate => FormattableString.Invariant($"{100 * rate:0.00}")))}), clip by clip {100 * apart:0.00} %"));
        Assert.InRange(joined.Average(), 0, apart + HalfAPoint);
    }

    /// <summary>As in the manifest, and shuffled: of one order half a point cannot be told, a clip begun half a frame later alone moves the rate by as much.</summary>
    private static IEnumerable<IReadOnlyList<(Waveform Sound, string Text)>> Orders(IReadOnlyList<(Waveform Sound, string Text)> clips)
    {
        yield return clips;
        for (var seed = 1; seed < OrderCount; seed++)
        {
            var order = clips.ToArray();
            new Random(seed).Shuffle(order);
            yield return order;
        }
    }

    private static double Rate(IReadOnlyList<(Waveform Sound, string Text)> clips, string hypothesis) =>
        Scorer.Score(string.Join(' ', clips.Select(clip => clip.Text)), hypothesis).CerWithSpaces.Rate;

    /// <summary>Digital silence between the clips.</summary>
    private static float[] Joined(IReadOnlyList<(Waveform Sound, string Text)> clips, double gapSeconds) =>
        [.. clips.SelectMany(clip => clip.Sound.Samples.Concat(new float[(int)(gapSeconds * 16000)]))];

    private static string Run()
    {
        var run = Environment.GetEnvironmentVariable(RunVariable) ?? "";
        Assert.SkipWhen(run.Length == 0, $"{RunVariable} names no run; `run_recipe.sh recipes/demo` makes one");
        return run;
    }

    private static List<(Waveform Sound, string Text)> TestClips(bool isTrimmed)
    {
        var manifest = Path.Combine(Run(), "data", "manifest.csv");
        using var shelf = new UtteranceAudio(manifest);
        return [.. Manifest.Read(manifest).Where(row => row.Split == "test" && row.Subset.StartsWith("test", StringComparison.Ordinal)).Select(row =>
        {
            var sound = shelf.Read(row, 16000);
            return (isTrimmed ? Trimmed(sound) : sound, row.Text);
        })];
    }

    /// <summary>Without the silence before and after, so that no pause parts two clips.</summary>
    private static Waveform Trimmed(Waveform sound)
    {
        var silences = new SilenceDetector(new SilenceOptions()).Find(sound.Samples, sound.SampleRateHz);
        var start = silences is [{ Start: 0 } first, ..] ? first.End : 0;
        var end = silences is [.., { } last] && last.End == sound.Samples.Length && last.Start > start ? last.Start : sound.Samples.Length;
        return new Waveform(sound.Samples[(int)start..(int)end], sound.SampleRateHz);
    }

    private string Transcribed(IReadOnlyList<float[]> recordings, string chunk)
    {
        var folder = Directory.CreateDirectory(_folder.File(Guid.NewGuid().ToString("N"))).FullName;
        for (var n = 0; n < recordings.Count; n++) SoundFile.Write(Path.Combine(folder, $"{n:0000}.wav"), recordings[n]);
        var result = Cli.Program.Run("transcribe", folder, "--model", Run(), "--chunk", chunk);
        Assert.Equal(0, result.ExitCode);
        return string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[^1]));
    }
}
