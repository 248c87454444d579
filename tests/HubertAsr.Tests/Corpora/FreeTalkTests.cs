using System.Text;
using HubertAsr.Corpora;
using HubertAsr.Corpora.Preparation;

namespace HubertAsr.Tests.Corpora;

public sealed class FreeTalkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FreeTalkFixture _corpus;

    public FreeTalkTests() => _corpus = new FreeTalkFixture(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_corpus_as_delivered_becomes_a_manifest_whose_audio_is_read_from_the_archives()
    {
        _corpus.Add("Training", "1-1", 1, "(FP:음) 오늘은 날씨가 좋네").Add("Validation", "2-1", 2, "내일 뭐 해 (SN:)");

        var report = Prepare();

        var rows = Rows();
        Assert.Equal(["train", "test"], rows.Select(row => row.Split));
        Assert.Equal(["음 오늘은 날씨가 좋네", "내일 뭐 해"], rows.Select(row => row.Text));
        Assert.Equal("(FP:음) 오늘은 날씨가 좋네", rows[0].Raw);
        Assert.Equal(FreeTalkFixture.Stem("1-1", 1), rows[0].Id);
        Assert.Equal("남-37-1-1", rows[0].Speaker);
        Assert.Equal(("M", "37", "수도권", "AI챗봇", "freetalk"), (rows[0].Sex, rows[0].Age, rows[0].Region, rows[0].Subset, rows[0].Corpus));
        Assert.Equal((0, 16000, 16000), (rows[0].Start, rows[0].Samples, rows[0].Rate));
        Assert.Equal($"../자유대화 음성(일반남녀)/Training/[원천]1.AI챗봇_1.zip!/{FreeTalkFixture.Entry("1-1", 1, ".wav")}", rows[0].Audio);
        using var audio = new UtteranceAudio(ManifestPath);
        Assert.Equal(8000, audio.Read(rows[0], 8000).Samples.Length);
        Assert.Equal((2, 2, 2, 2, 0), (report.AudioFiles, report.Labels, report.Matched, report.Kept, report.Dropped));
        Assert.Equal(2.0 / 3600, report.KeptHours, 1e-6);
        Assert.Contains("발화정보", Assert.Single(report.Recognised), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_labels_say_beyond_our_columns_passes_through()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요");

        Prepare();

        var further = Rows()[0].Further;

        Assert.Equal(["환경 실내", "대본 일반통합05-06313", "주제 날씨"], new[] { $"환경 {further["environment"]}", $"대본 {further["script"]}", $"주제 {further["theme"]}" });
    }

    [Fact]
    public void Prepare_twice_gives_the_same_bytes_on_any_number_of_threads()
    {
        for (var number = 0; number < 40; number++) _corpus.Add(number % 3 == 0 ? "Validation" : "Training", $"{number % 7}-1", number, $"문장 {number % 10}번 입니다");

        Prepare(threads: 1);
        var first = File.ReadAllBytes(ManifestPath);
        Prepare(threads: 4);

        Assert.Equal(first, File.ReadAllBytes(ManifestPath));
    }

    [Fact]
    public void Labels_in_CP949_and_labels_with_a_byte_order_mark_are_read()
    {
        var labels = _corpus.Zip("Training/[라벨]1.AI챗봇.zip");
        _corpus.Zip("Training/[원천]1.AI챗봇_1.zip").Add(FreeTalkFixture.Entry("1-1", 1, ".wav"), Wav.File(1)).Add(FreeTalkFixture.Entry("1-1", 2, ".wav"), Wav.File(1));
        labels.Add(FreeTalkFixture.Entry("1-1", 1, ".json"), """{"발화정보":{"stt":"똠방각하 펲시"}}""", ZipBuilder.Cp949);
        labels.Add(FreeTalkFixture.Entry("1-1", 2, ".json"), FreeTalkFixture.Json("x", "안녕"), new UTF8Encoding(true));
        labels.Add(FreeTalkFixture.Entry("1-1", 3, ".json"), [0x22, 0xFF, 0xFE, 0x80]);

        Prepare();

        Assert.Equal(["똠방각하 펲시", "안녕"], Rows().Select(row => row.Text));
        Assert.Equal("bad-encoding", Assert.Single(Dropped()).Reason);
    }

    [Fact]
    public void Audio_without_a_header_is_read_at_the_rate_of_the_set()
    {
        _corpus.Zip("Training/[원천]3.스튜디오_1.zip").Add(FreeTalkFixture.Entry("1-1", 1, ".pcm"), Wav.Pcm(1));
        _corpus.Zip("Training/[라벨]3.스튜디오.zip").Add(FreeTalkFixture.Entry("1-1", 1, ".json"), FreeTalkFixture.Json("x", "안녕하세요"));

        Prepare();

        var row = Assert.Single(Rows());
        Assert.Equal((16000, 16000), (row.Samples, row.Rate));
        using var audio = new UtteranceAudio(ManifestPath);
        Assert.Equal(16000, audio.Read(row, 16000).Samples.Length);
    }

    [Fact]
    public void Nothing_vanishes_and_every_loss_has_a_reason()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요").Add("Training", "1-1", 2, "(NO:)").Add("Training", "1-1", 3, "이것은 반 초에 말할 수 없는 아주 아주 긴 문장이라서 아무도 그렇게 빨리 말하지 못한다", 0.5);
        _corpus.Zip("Training/[라벨]1.AI챗봇.zip")
            .Add(FreeTalkFixture.Entry("1-1", 4, ".json"), FreeTalkFixture.Json("x", "소리 없음"))
            .Add(FreeTalkFixture.Entry("1-1", 5, ".json"), FreeTalkFixture.Json("x", "빈 소리"))
            .Add(FreeTalkFixture.Entry("1-1", 6, ".json"), FreeTalkFixture.Json("x", "깨진 소리"))
            .Add(FreeTalkFixture.Entry("1-1", 7, ".json"), """{"other":1}""");
        _corpus.Zip("Training/[원천]1.AI챗봇_1.zip")
            .Add(FreeTalkFixture.Entry("1-1", 5, ".wav"), [])
            .Add(FreeTalkFixture.Entry("1-1", 6, ".wav"), "this is no sound"u8.ToArray())
            .Add(FreeTalkFixture.Entry("1-1", 8, ".wav"), Wav.File(1));

        var report = Prepare();

        Assert.Equal(FreeTalkFixture.Stem("1-1", 1), Assert.Single(Rows()).Id);
        Assert.Equal(
            [('2', "empty"), ('3', "infeasible"), ('4', "no-audio"), ('5', "no-audio"), ('6', "audio"), ('7', "unknown-label"), ('8', "no-label")],
            Dropped().Select(row => (row.Id[^1], row.Reason)).Order());
        Assert.Equal(report.Found, report.Kept + report.Dropped);
        Assert.Equal((6, 5), (report.Labels, report.Matched));
    }

    [Fact]
    public void A_stated_length_with_a_comma_is_no_length()
    {
        var stem = FreeTalkFixture.Stem("11-1", 1);
        var fixture = new FreeTalkFixture(_folder.File("in")).Add("Training", "11-1", 2, "네");
        fixture.Zip("Training/[원천]1.AI챗봇_1.zip").Add(stem + ".wav", Wav.File(1));
        fixture.Zip("Training/[라벨]1.AI챗봇.zip").Add(stem + ".json", FreeTalkFixture.Json(stem, "안녕", "11-1", "1,000"));
        fixture.Write();

        var dropped = Assert.Single(Prepared.From(_folder).Dropped);

        Assert.Equal((stem, "times", "recrdTime '1,000'; expected seconds, with a point"), (dropped.Id, dropped.Reason, dropped.Detail));
    }

    [Fact]
    public void Archives_given_one_by_one_know_the_split_of_the_folders_above_them()
    {
        new ZipBuilder().Add("q1.wav", Wav.File(1)).Write(_folder.File("set/2.Validation/원천데이터/음성.zip"));
        new ZipBuilder().Add("q1.json", FreeTalkFixture.Json("q1", "네")).Write(_folder.File("set/2.Validation/라벨링데이터/라벨.zip"));

        new CorpusPreparation(new PreparationRequest
        {
            Corpora = [new CorpusOptions { Sources = [_folder.File("set/2.Validation/원천데이터/음성.zip"), _folder.File("set/2.Validation/라벨링데이터/라벨.zip")] }],
            OutFolder = _folder.File("out"),
        }).Run(TestContext.Current.CancellationToken);

        Assert.Equal("test", Assert.Single(Manifest.Read(_folder.File("out/manifest.csv"))).Split);
    }

    [Fact]
    public void Two_audio_files_of_one_stem_are_one_when_their_bytes_are_the_same_and_none_when_not()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요").Add("Training", "1-1", 2, "반갑습니다");
        _corpus.Zip("Training/[원천]1.AI챗봇_2.zip")
            .Add(FreeTalkFixture.Entry("1-1", 1, ".wav"), Wav.File(1, hertz: 101))
            .Add(FreeTalkFixture.Entry("1-1", 2, ".wav"), Wav.File(1, hertz: 999));

        Prepare();

        Assert.Equal(FreeTalkFixture.Stem("1-1", 1), Assert.Single(Rows()).Id);
        Assert.Equal(["duplicate-stem", "duplicate-stem"], Dropped().Select(row => row.Reason));
    }

    [Fact]
    public void The_same_stem_in_training_and_validation_finds_the_audio_of_its_own_split_and_is_no_id_for_two()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요").Add("Training", "1-1", 2, "훈련").Add("Validation", "1-1", 2, "검증");

        var report = Prepare();

        Assert.Equal(["안녕하세요"], Rows().Select(row => row.Text));
        Assert.Equal(["duplicate-stem", "duplicate-stem"], Dropped().Select(row => row.Reason));
        Assert.Equal(3, report.Matched);
    }

    [Fact]
    public void A_broken_archive_costs_its_own_utterances_only()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요").Write();
        File.WriteAllBytes(Path.Combine(_corpus.Root, "Training", "[원천]1.AI챗봇_2.zip"), new byte[5000]);

        Prepare(write: false);

        Assert.Single(Rows());
        var fault = Assert.Single(Dropped());
        Assert.Equal("archive", fault.Reason);
        Assert.Contains("at byte 5000", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Dev_takes_whole_speakers_and_added_files_move_nobody()
    {
        for (var speaker = 0; speaker < 40; speaker++) _corpus.Add("Training", $"{speaker}-1", speaker, "안녕하세요");
        Prepare(new CorpusOptions { Dev = 0.3 });
        var before = Rows().Where(row => row.Split == "dev").Select(row => row.Speaker).ToHashSet();
        for (var speaker = 0; speaker < 40; speaker++) _corpus.Add("Training", $"{speaker}-2", 100 + speaker, "또 만나요");

        Prepare(new CorpusOptions { Dev = 0.3 });

        Assert.InRange(before.Count, 4, 20);
        Assert.All(Rows().Where(row => row.Speaker.EndsWith("-1", StringComparison.Ordinal)), row => Assert.Equal(before.Contains(row.Speaker), row.Split == "dev"));
    }

    [Fact]
    public void Dev_speakers_takes_that_many()
    {
        for (var speaker = 0; speaker < 10; speaker++) _corpus.Add("Training", $"{speaker}-1", speaker, "안녕하세요");

        Prepare(new CorpusOptions { DevSpeakers = 3 });

        Assert.Equal(3, Rows().Where(row => row.Split == "dev").Select(row => row.Speaker).Distinct().Count());
    }

    [Fact]
    public void A_file_of_splits_overrides_the_corpus()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요").Add("Training", "2-1", 2, "반갑습니다");
        var splits = _folder.WriteText("splits.csv", "speaker,split\n남-37-2-1,test\n");

        Prepare(new CorpusOptions { Split = splits });

        Assert.Equal(["train", "test"], Rows().Select(row => row.Split));
    }

    [Fact]
    public void A_limit_keeps_the_first_utterances()
    {
        for (var number = 0; number < 10; number++) _corpus.Add("Training", "1-1", number, "안녕하세요");

        var report = Prepare(new CorpusOptions { Limit = 4 });

        Assert.Equal(4, report.Kept);
        Assert.Equal(Enumerable.Range(0, 4).Select(number => FreeTalkFixture.Stem("1-1", number)), Rows().Select(row => row.Id));
    }

    [Fact]
    public void What_lacks_labels_or_audio_or_both_is_an_error_that_says_what_to_download()
    {
        _corpus.Zip("Training/[라벨]1.AI챗봇.zip").Add(FreeTalkFixture.Entry("1-1", 1, ".json"), FreeTalkFixture.Json("x", "안녕"));
        Assert.Contains("but no audio. Download", Assert.Throws<InvalidDataException>(() => Prepare()).Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(_corpus.Root, "Training", "[라벨]1.AI챗봇.zip"));
        Assert.Contains("empty corpus: no labels and no audio", Assert.Throws<InvalidDataException>(() => Prepare(write: false)).Message, StringComparison.Ordinal);

        new ZipBuilder().Add(FreeTalkFixture.Entry("1-1", 1, ".wav"), Wav.File(1)).Write(Path.Combine(_corpus.Root, "Training", "[원천]1.AI챗봇_1.zip"));
        Assert.Contains("1 audio files, but no labels", Assert.Throws<InvalidDataException>(() => Prepare(write: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corpus_of_which_nothing_can_be_kept_is_empty_and_dropped_csv_says_why()
    {
        _corpus.Add("Training", "1-1", 1, "(NO:)");

        var error = Assert.Throws<InvalidDataException>(() => Prepare());

        Assert.Contains("empty corpus: 1 utterances found, none kept (empty 1)", error.Message, StringComparison.Ordinal);
        Assert.Single(Dropped());
    }

    [Fact]
    public void Dropped_csv_opens_in_a_spreadsheet()
    {
        _corpus.Add("Training", "1-1", 1, "안녕하세요").Add("Training", "1-1", 2, "(NO:)");

        Prepare();

        var bytes = File.ReadAllBytes(_folder.File("out/dropped.csv"));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.StartsWith("id,where,reason,detail\n", Encoding.UTF8.GetString(bytes[3..]), StringComparison.Ordinal);
    }

    private string ManifestPath => _folder.File("out/manifest.csv");

    private PreparationReport Prepare(CorpusOptions? options = null, int threads = 2, bool write = true)
    {
        if (write) _corpus.Write();
        return new CorpusPreparation(new PreparationRequest
        {
            Corpora = [(options ?? new CorpusOptions()) with { Sources = [_corpus.Root] }],
            OutFolder = _folder.File("out"),
            Threads = threads,
        }).Run(TestContext.Current.CancellationToken);
    }

    private List<Utterance> Rows() => [.. Manifest.Read(ManifestPath)];

    private List<DroppedRow> Dropped() => [.. DroppedCsv.Read(_folder.File("out/dropped.csv"), hasHeader: true)];
}
