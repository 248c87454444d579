using HubertAsr.Tests.Corpora;

namespace HubertAsr.Tests.Cli;

/// <summary>Whatever lies in the sources, `prepare` ends with a line that says what to do, and writes nowhere but to its own folder.</summary>
public sealed class BadCorpusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FreeTalkFixture _corpus;

    public BadCorpusTests() => _corpus = new FreeTalkFixture(_folder.File("in"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_of_something_else_is_no_corpus()
    {
        _folder.WriteText("in/holiday.jpg", "x");

        Fails(3, "empty corpus: no labels and no audio of any family we know. Give the folder into which the corpus was downloaded");
    }

    [Fact]
    public void A_file_that_is_no_archive_is_no_source()
    {
        _folder.WriteText("in", "x");

        Fails(3, "neither a folder nor an archive we read");
    }

    [Fact]
    public void Labels_alone_ask_for_the_source_archives()
    {
        _corpus.Zip("Training/[라벨]1.zip").Add(FreeTalkFixture.Entry("1-1", 1, ".json"), FreeTalkFixture.Json("x", "네"));
        _corpus.Write();

        Fails(3, "1 label files, but no audio. Download the source archives ([원천]…");
    }

    [Fact]
    public void Audio_alone_asks_for_the_label_archives()
    {
        _corpus.Zip("Training/[원천]1_1.zip").Add(FreeTalkFixture.Entry("1-1", 1, ".wav"), Wav.File(1));
        _corpus.Write();

        Fails(3, "1 audio files, but no labels of any family we know. Download the label archives ([라벨]…");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_source_that_is_shut_is_an_error_of_the_environment()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "permissions do not hold this user back");
        _corpus.Add("Training", "1-1", 1, "네").Write();
        File.SetUnixFileMode(_folder.File("in"), UnixFileMode.None);
        try
        {
            Fails(4, "in");
        }
        finally
        {
            File.SetUnixFileMode(_folder.File("in"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Everything_odd_beside_a_corpus_is_a_row_that_says_what_to_do()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Add("Training", "1-1", 2, "둘").Add("Training", "1-1", 3, "셋");
        _corpus.Zip("Training/[원천]1.AI챗봇_1.zip").Add("../../../climbs.wav", Wav.File(1)).Add("odd/empty.wav", []);
        _corpus.Zip("Training/[원천]1.AI챗봇_2.zip").Add("x/" + FreeTalkFixture.Stem("1-1", 2) + ".wav", Wav.File(1, hertz: 999)); // another file of one stem
        _corpus.Zip("Training/[라벨]1.AI챗봇.zip").Add("odd/empty.json", "").Add("odd/empty2.json", FreeTalkFixture.Json("empty", "넷"));
        _corpus.Zip("Training/[원천]1.AI챗봇_3.zip", compress: true).Add("bomb.wav", new byte[70 << 20]);
        _corpus.Write();
        using (var huge = File.Create(Path.Combine(_corpus.Root, "Training", "huge.json"))) huge.SetLength(1L << 30);
        File.WriteAllBytes(Path.Combine(_corpus.Root, "Training", "cut.zip"), File.ReadAllBytes(Path.Combine(_corpus.Root, "Training", "[라벨]1.AI챗봇.zip"))[..200]);
        File.WriteAllBytes(Path.Combine(_corpus.Root, "Training", "nothing.zip"), []);
        var before = Tree();

        var result = Prepare();

        Assert.Equal(1, result.ExitCode); // fewer than nine in ten matched
        var rows = File.ReadAllLines(_folder.File("out/dropped.csv")).Skip(1).ToList();
        foreach (var (where, reason, advice) in (ReadOnlySpan<(string, string, string)>)
            [
                ("climbs.wav", "unsafe-name", "climbs out of its archive"),
                ("empty2", "no-audio", "download it again"),
                ("empty.json", "unknown-label", "download the labels again"),
                ("_00002", "duplicate-stem", "keep one of them"),
                ("bomb.wav", "archive", "left packed"),
                ("huge.json", "unknown-label", "a label file has at most"),
                ("cut.zip", "archive", "download it again"),
                ("nothing.zip", "archive", "download it again"),
            ])
        {
            Assert.Contains(rows, row => row.Contains(where, StringComparison.Ordinal) && row.Contains($",{reason},", StringComparison.Ordinal) && row.Contains(advice, StringComparison.Ordinal));
        }
        Assert.Equal(before, Tree());
    }

    [Fact]
    public void Headerless_audio_of_an_odd_byte_count_loses_its_last_byte_and_is_counted()
    {
        new ZipBuilder().Add("KsponSpeech_E00001.pcm", [.. Wav.Pcm(1), 7]).Add("eval_clean.trn", "KsponSpeech_eval/eval_clean/KsponSpeech_E00001.pcm :: 네.\r\n").Write(_folder.File("in/eval.zip"));

        var result = Prepare();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("noticed odd-audio", result.Error, StringComparison.Ordinal);
        Assert.Contains(",0,16000,16000,네,", File.ReadAllText(_folder.File("out/manifest.csv")), StringComparison.Ordinal);
    }

    private (int ExitCode, string Output, string Error) Prepare()
    {
        var result = Program.Run("prepare", "auto", _folder.File("in"), "--out", _folder.File("out"));
        return (result.ExitCode, result.Output, result.Error);
    }

    private void Fails(int exitCode, string message)
    {
        var result = Prepare();

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out/manifest.csv")));
    }

    /// <summary>Everything but the folder that is written to.</summary>
    private List<string> Tree() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith(_folder.File("out"), StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
