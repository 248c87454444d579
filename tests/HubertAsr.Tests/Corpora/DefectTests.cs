using System.Text;
using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>What deliveries are known to get wrong, one test a defect; those of one family are with the family.</summary>
public sealed class DefectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FreeTalkFixture _corpus;

    public DefectTests() => _corpus = new FreeTalkFixture(_folder.File("in"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_archive_of_labels_serves_many_archives_of_audio()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요");
        _corpus.Zip("Training/[원천]1.AI챗봇_2.zip").Add(FreeTalkFixture.Entry("1-1", 2, ".wav"), Wav.File(1));
        _corpus.Zip("Training/[라벨]1.AI챗봇.zip").Add(FreeTalkFixture.Entry("1-1", 2, ".json"), FreeTalkFixture.Json("x", "둘"));

        Assert.Equal(2, Prepare().Rows.Count);
    }

    [Fact]
    public void Folders_already_unpacked_archives_and_parts_mix()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Write();
        var unpacked = _folder.File("in/자유대화 음성(일반남녀)/Training/풀린 폴더");
        Directory.CreateDirectory(unpacked);
        File.WriteAllBytes(Path.Combine(unpacked, FreeTalkFixture.Stem("1-1", 2).Normalize(NormalizationForm.FormD) + ".wav"), Wav.File(1));
        File.WriteAllText(Path.Combine(unpacked, FreeTalkFixture.Stem("1-1", 2) + ".json"), FreeTalkFixture.Json("x", "둘"));
        var zip = new ZipBuilder().Add(FreeTalkFixture.Entry("1-1", 3, ".wav"), Wav.File(1)).Add(FreeTalkFixture.Entry("1-1", 3, ".json"), FreeTalkFixture.Json("x", "셋")).ToBytes();
        File.WriteAllBytes(_folder.File("in/[원천]9.zip.part0"), zip[..1000]);
        File.WriteAllBytes(_folder.File("in/[원천]9.zip.part1000"), zip[1000..10000]);
        File.WriteAllBytes(_folder.File("in/[원천]9.zip.part10000"), zip[10000..]);

        var prepared = Prepared.From(_folder);

        Assert.Equal(["둘", "셋", "하나"], prepared.Rows.Select(row => row.Text).Order(StringComparer.Ordinal));
        using var audio = new UtteranceAudio(prepared.ManifestPath);
        Assert.All(prepared.Rows, row => Assert.Equal(16000, audio.Read(row, 16000).Samples.Length));
        Assert.Contains(prepared.Rows, row => row.Audio.Contains("[원천]9.zip.part0!/", StringComparison.Ordinal));
    }

    [Fact]
    public void A_zip_in_volumes_is_refused_and_the_rest_goes_on()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Write();
        new ZipBuilder().Add("a.wav", Wav.File(1)).Write(_folder.File("in/TS.zip"));
        File.WriteAllBytes(_folder.File("in/TS.z01"), [1]);

        var prepared = Prepared.From(_folder);

        Assert.Single(prepared.Rows);
        Assert.Contains("zip -s 0", Assert.Single(prepared.Dropped).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_part_is_named_with_its_offset_and_the_rest_goes_on()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Write();
        File.WriteAllBytes(_folder.File("in/a.zip.part0"), new byte[10]);
        File.WriteAllBytes(_folder.File("in/a.zip.part20"), new byte[10]);
        File.WriteAllBytes(_folder.File("in/b.zip.part10"), new byte[10]);

        var prepared = Prepared.From(_folder);

        Assert.Single(prepared.Rows);
        Assert.Equal(2, prepared.Dropped.Count);
        Assert.Contains("offset 10", prepared.Dropped[0].Detail, StringComparison.Ordinal);
        Assert.Contains("offset 0", prepared.Dropped[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_climbs_out_of_its_archive_is_left_alone()
    {
        _corpus.Add("Training", "1-1", 1, "하나");
        _corpus.Zip("Training/[원천]1.AI챗봇_1.zip").Add("../../climbs.wav", Wav.File(1)).Add("/etc/root.json", "{}");

        var prepared = Prepare();

        Assert.Equal(["unsafe-name", "unsafe-name"], prepared.Reasons.Select(row => row.Reason));
        Assert.False(File.Exists(_folder.File("climbs.wav")));
    }

    [Fact]
    public void A_label_of_a_gigabyte_is_no_label()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Write();
        using (var huge = File.Create(_folder.File("in/자유대화 음성(일반남녀)/Training/huge.json"))) huge.SetLength(1L << 30);

        var dropped = Prepared.From(_folder).Dropped;

        Assert.Contains(dropped, row => row.Detail.Contains("1073741824 bytes; a label file has at most 67108864", StringComparison.Ordinal));
    }

    [Fact]
    public void An_entry_that_unpacks_to_more_than_its_directory_says_gives_no_byte_more()
    {
        var zip = new ZipBuilder(compress: true).Add("a.txt", new byte[1 << 20]).ToBytes();
        // The directory's record says 10 bytes; the checksum then betrays it.
        var record = zip.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4B, 0x01, 0x02]);
        BitConverter.TryWriteBytes(zip.AsSpan(record + 24), 10);
        File.WriteAllBytes(_folder.File("bomb.zip"), zip);
        using var shelf = new HubertAsr.Corpora.Archives.ArchiveShelf();
        var archive = shelf.Open(_folder.File("bomb.zip"), []);
        using var stream = archive.Open(archive.Find("a.txt")!.Value);

        Assert.Contains("corrupt", Assert.Throws<InvalidDataException>(() => stream.ReadExactly(new byte[10])).Message, StringComparison.Ordinal);
        Assert.Equal(10, stream.Length);
    }

    [Fact]
    public void Archives_in_archives_have_an_end()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Write();
        var inner = new ZipBuilder().Add("a.wav", Wav.File(1)).ToBytes();
        for (var depth = 0; depth < 7; depth++) inner = new ZipBuilder().Add($"{depth}.zip", inner).ToBytes();
        File.WriteAllBytes(_folder.File("in/deep.zip"), inner);

        Assert.Contains("inside 4 archives", Assert.Single(Prepared.From(_folder).Dropped).Detail, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_folder_without_permission_is_a_line_that_says_what_to_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "permissions do not hold this user back");
        _corpus.Add("Training", "1-1", 1, "하나").Write();
        var shut = Directory.CreateDirectory(_folder.File("in/shut"));
        shut.UnixFileMode = UnixFileMode.None;

        try
        {
            Assert.Contains("chmod", Assert.Single(Prepared.From(_folder).Dropped).Detail, StringComparison.Ordinal);
        }
        finally
        {
            shut.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        }
    }

    [Theory]
    [InlineData("¾È³çÇÏ¼¼¿ä", "안녕하세요")]
    [InlineData("�덈뀞", "")]
    public void A_transcript_read_in_the_wrong_encoding_is_mojibake(string transcript, string before)
    {
        _corpus.Add("Training", "1-1", 1, "하나").Add("Training", "1-1", 2, transcript);

        var dropped = Assert.Single(Prepare().Dropped);

        Assert.Equal("mojibake", dropped.Reason);
        Assert.Contains(before, dropped.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_of_other_scripts_rule_an_utterance_out_of_train()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Add("Training", "1-1", 2, "漢字 있다");

        var prepared = Prepare();

        Assert.Equal("charset", Assert.Single(prepared.Reasons).Reason);
        Assert.Equal([("字", 1L), ("漢", 1L)], prepared.Report.ForeignCharacters.Select(character => (character.Key, character.Value)));
    }

    [Fact]
    public void Shared_sentences_are_counted_and_kept_apart_only_when_asked()
    {
        _corpus.Add("Training", "1-1", 1, "같은 문장").Add("Training", "1-1", 2, "다른 문장").Add("Validation", "2-1", 3, "같은 문장");

        Assert.Equal((3, 1), (Prepare().Rows.Count, Prepare().Report.SharedSentences));
        var apart = Prepare(new CorpusOptions { Disjoint = ["sentence"] });
        Assert.Equal("split-overlap", Assert.Single(apart.Reasons).Reason);
        Assert.Equal(["다른 문장", "같은 문장"], apart.Rows.Select(row => row.Text));
    }

    [Fact]
    public void A_speaker_in_two_splits_is_counted_and_leaves_train_when_asked()
    {
        _corpus.Add("Training", "1-1", 1, "하나").Add("Training", "2-1", 2, "둘").Add("Validation", "1-1", 3, "셋");

        Assert.Equal(1, Prepare().Report.SpeakersInSeveralSplits);
        var suspect = Assert.Single(File.ReadAllLines(_folder.File("out/suspects.csv")).Skip(1));
        Assert.Contains(",speaker-overlap,drop,speaker 남-37-1-1 is in train and test", suspect, StringComparison.Ordinal);
        var apart = Prepare(new CorpusOptions { Disjoint = ["speaker"] });
        Assert.Equal(["둘", "셋"], apart.Rows.Select(row => row.Text));
        Assert.Equal("split-overlap", Assert.Single(apart.Reasons).Reason);
    }

    [Fact]
    public void Verified_audio_tells_corrupt_clipped_silent_and_doubled_sound()
    {
        var loud = Wav.Pcm(1);
        for (var index = 0; index < 4000; index += 2) (loud[index], loud[index + 1]) = (0xFF, 0x7F);
        _corpus.Add("Training", "1-1", 1, "하나 둘 셋").Add("Training", "1-1", 2, "둘").Add("Training", "1-1", 3, "셋").Add("Training", "1-1", 4, "넷").Add("Training", "1-1", 5, "다섯");
        var zip = new ZipBuilder()
            .Add(FreeTalkFixture.Entry("1-1", 1, ".wav"), Wav.File(1, hertz: 101))
            .Add(FreeTalkFixture.Entry("1-1", 2, ".wav"), Wav.File(1, hertz: 101))
            .Add(FreeTalkFixture.Entry("1-1", 3, ".wav"), Wav.WithHeader(loud, 16000))
            .Add(FreeTalkFixture.Entry("1-1", 4, ".wav"), Wav.WithHeader(new byte[32000], 16000))
            .Add(FreeTalkFixture.Entry("1-1", 5, ".wav"), Wav.File(1, hertz: 999)).ToBytes();
        _corpus.Write();
        zip[^5000] ^= 0xFF;
        File.WriteAllBytes(Path.Combine(_corpus.Root, "Training", "[원천]1.AI챗봇_1.zip"), zip);

        var prepared = Prepared.From(_folder, new CorpusOptions { VerifyAudio = true });

        Assert.Equal("checksum", Assert.Single(prepared.Dropped).Detail.Split("has ")[1].Split(' ')[0]);
        var suspects = File.ReadAllLines(_folder.File("out/suspects.csv")).Skip(1).Select(line => line.Split(',')).Select(row => (row[0][^1], row[2], row[3]));
        Assert.Equal([('2', "near-duplicate", "drop"), ('3', "clipped", "keep"), ('4', "silent", "drop")], suspects.Order());
    }

    [Fact]
    public void A_preparation_that_was_interrupted_goes_on_and_gives_the_same_bytes()
    {
        for (var archive = 0; archive < 6; archive++)
        {
            _corpus.Zip($"Training/[원천]{archive}_1.zip").Add(FreeTalkFixture.Entry("1-1", archive, ".wav"), Wav.File(1));
            _corpus.Zip($"Training/[라벨]{archive}.zip").Add(FreeTalkFixture.Entry("1-1", archive, ".json"), FreeTalkFixture.Json("x", $"문장 {archive}"));
        }
        var expected = File.ReadAllBytes(Prepare().ManifestPath);
        Directory.Delete(_folder.File("out"), recursive: true);
        using var stop = new CancellationTokenSource();
        var request = new PreparationRequest
        {
            Corpora = [new CorpusOptions { Sources = [_folder.File("in")] }],
            OutFolder = _folder.File("out"),
            Threads = 1,
            Progress = new StopAfter(3, stop),
        };

        Assert.ThrowsAny<OperationCanceledException>(() => new CorpusPreparation(request).Run(stop.Token));

        Assert.False(File.Exists(_folder.File("out/manifest.csv")));
        var finished = Directory.GetFiles(_folder.File("out/.prepare"), "*.json", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc);
        Assert.InRange(finished.Count, 3, 5);
        Assert.Equal(expected, File.ReadAllBytes(Prepared.From(_folder).ManifestPath));
        Assert.False(Directory.Exists(_folder.File("out/.prepare")));
    }

    [Fact]
    public void A_kill_leaves_no_file_of_the_scan_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows removes such files when their process ends");
        Directory.CreateDirectory(_folder.File("out"));
        using var catalog = new HubertAsr.Corpora.Sources.Catalog(_folder.File("out"));
        using var spill = new HubertAsr.Corpora.Sources.LabelSpill(_folder.File("out"));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("out")));
    }

    [Fact]
    public void Split_keeps_speakers_whole_and_writes_a_manifest_of_the_same_rows()
    {
        for (var speaker = 0; speaker < 60; speaker++) _corpus.Add("Training", $"{speaker}-1", speaker, "하나").Add("Training", $"{speaker}-1", 100 + speaker, "둘");
        var manifest = Prepare().ManifestPath;
        var before = Manifest.Read(manifest).Select(row => row.Id).ToList();

        var splits = new ManifestSplitter(new SplitOptions { Dev = 0.2, Test = 0.2 }).Run(manifest, manifest);

        var rows = Manifest.Read(manifest).ToList();
        Assert.Equal(before, rows.Select(row => row.Id));
        Assert.Equal(["dev", "test", "train"], splits.Keys);
        Assert.All(rows.GroupBy(row => row.Speaker), speaker => Assert.Single(speaker.Select(row => row.Split).Distinct()));
        Assert.Equal(60, splits.Values.Sum(figures => figures.Speakers));
    }

    private Prepared Prepare(CorpusOptions? options = null)
    {
        _corpus.Write();
        return Prepared.From(_folder, options);
    }

    /// <summary>Stops a preparation as a signal would, after so many units.</summary>
    private sealed class StopAfter(int units, CancellationTokenSource stop) : IProgress<PreparationProgress>
    {
        public void Report(PreparationProgress value)
        {
            if (value.Stage == "labels" && value.Done >= units) stop.Cancel();
        }
    }
}
