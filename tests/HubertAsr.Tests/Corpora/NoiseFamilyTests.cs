using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>The smaller sets of AI-Hub whose audio is noisy, doubled, or cut by subtitles (corpora.md §3.7).</summary>
public sealed class NoiseFamilyTests : IDisposable
{
    private const string Srt = "1\r\n00:00:00,500 --> 00:00:01,500\r\n안녕하세요\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,250\r\n<i>반갑</i>\r\n습니다\r\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{0}")]
    [InlineData("""{{"dataSet":{0}}}""")]
    public void Clean_and_noisy_recordings_share_the_label_of_the_clean_one_and_the_times_of_its_subtitles(string place)
    {
        const string Json = """{"typeInfo":{"speakers":[{"id":"1","gender":"여","age":"20대"}]},"dialogs":[{"speaker":"1","speakerText":"안녕하세요."},{"speaker":"2","speakerText":"반갑습니다!"}]}""";
        new ZipBuilder().Add("a/01_SD_1.wav", Wav.File(4)).Add("a/01_SN_1.wav", Wav.File(4, hertz: 300)).Write(_folder.File("in/1.Training/원천데이터/TS1.zip"));
        new ZipBuilder().Add("a/01_SD_1.json", string.Format(System.Globalization.CultureInfo.InvariantCulture, place, Json)).Add("a/01_SD_1.srt", Srt).Write(_folder.File("in/1.Training/라벨링데이터/TL1.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Equal(["noisydialogue"], prepared.Report.Corpora.Keys);
        Assert.Equal(
            [("01_SD_1-1", "안녕하세요", 8000L, 16000L, "F"), ("01_SD_1-2", "반갑습니다", 32000L, 20000L, ""), ("01_SN_1-1", "안녕하세요", 8000L, 16000L, "F"), ("01_SN_1-2", "반갑습니다", 32000L, 20000L, "")],
            prepared.Rows.Select(row => (row.Id, row.Text, row.Start, row.Samples, row.Sex)));
        Assert.Single(prepared.Rows.Where(row => row.Sex == "F").Select(row => row.Speaker).Distinct());
        Assert.Empty(prepared.Dropped);
    }

    [Fact]
    public void Without_its_subtitles_such_a_label_says_what_is_missing()
    {
        _folder.WriteText("in/b_SD.json", """{"dialogs":[{"speakerText":"네"}]}""");
        File.WriteAllBytes(_folder.File("in/b_SD.wav"), Wav.File(4));
        _folder.WriteText("in/ok.csv", "audio,text\nb_SD.wav,네\n");

        Assert.Contains("no b_SD.srt beside it", File.ReadAllText(Dropped("noisydialogue")), StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_in_archives_hold_subtitles_and_a_json_that_names_the_recording()
    {
        var labels = new ZipBuilder().Add("x/R1.json", """{"dataset":{"mediaUrl":"/media/x/R1.wav"}}""").Add("x/R1.srt", Srt).ToBytes();
        new ZipBuilder().Add("labeling/01.zip", labels).Write(_folder.File("in/Training/labeling.zip"));
        new ZipBuilder().Add("x/R1.wav", Wav.File(4)).Write(_folder.File("in/Training/source.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Equal(["extremenoise"], prepared.Report.Corpora.Keys);
        Assert.Equal([("R1-1", "안녕하세요", 8000L), ("R1-2", "반갑 습니다", 32000L)], prepared.Rows.Select(row => (row.Id, row.Text, row.Start)));
    }

    [Fact]
    public void Subtitles_beside_audio_are_a_corpus()
    {
        File.WriteAllBytes(Made("in/talk.wav"), Wav.File(4));
        _folder.WriteText("in/talk.srt", Srt);

        Assert.Equal([("talk-1", "subtitles"), ("talk-2", "subtitles")], Prepared.From(_folder).Rows.Select(row => (row.Id, row.Corpus)));
    }

    [Fact]
    public void Number_patterns_are_read_from_lines_of_keys_and_an_empty_recording_is_no_audio()
    {
        new ZipBuilder()
            .Add("숫자/a.pcm", Wav.Pcm(1)).Add("숫자/a.txt", "scriptID : 001\nscriptTN : 세 시 삼 분\nscriptITN : 3시 3분: 지금\n", ZipBuilder.Cp949)
            .Add("숫자/b.pcm", []).Add("숫자/b.txt", "scriptID : 002\nscriptITN : 4시\n", ZipBuilder.Cp949)
            .Write(_folder.File("in/Training/번호.zip"));

        var prepared = Prepared.From(_folder);

        var row = Assert.Single(prepared.Rows);
        Assert.Equal(("numberpatterns", "a", "3시 3분 지금", 16000, "001"), (row.Corpus, row.Id, row.Text, row.Rate, row.Further["script"]));
        Assert.Equal([("b", "no-audio")], prepared.Reasons);
        Assert.Equal("세 시 삼 분", Assert.Single(Prepared.From(_folder, new CorpusOptions { TextKeys = ["scriptTN"] }).Rows).Text);
    }

    [Fact]
    public void A_command_is_one_utterance_with_noise_and_one_without()
    {
        new ZipBuilder().Add("c.json", """{"command":{"text":"불 꺼 줘"},"file":{"name":"c.wav"}}""").Add("c-N.wav", Wav.File(1)).Add("c-S.wav", Wav.File(1, hertz: 300)).Write(_folder.File("in/Training/all.zip"));

        Assert.Equal([("c-N", "불 꺼 줘"), ("c-S", "불 꺼 줘")], Prepared.From(_folder).Rows.Select(row => (row.Id, row.Text)));
    }

    [Theory]
    [InlineData("571")]
    [InlineData("537")]
    public void A_set_whose_labels_we_have_not_seen_is_refused_with_a_way_to_bring_it(string set)
    {
        _folder.WriteText("in/a.json", "{}");

        var error = Assert.Throws<ArgumentException>(() => Prepared.From(_folder, new CorpusOptions { Family = set }));

        Assert.Contains("not known to us", error.Message, StringComparison.Ordinal);
        Assert.Contains("a CSV of columns audio, text", error.Message, StringComparison.Ordinal);
    }

    private string Dropped(string family)
    {
        // Nothing is kept, which is an error of its own.
        Assert.Throws<InvalidDataException>(() => Prepared.From(_folder, new CorpusOptions { Family = family }));
        return _folder.File("out/dropped.csv");
    }

    private string Made(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        return _folder.File(name);
    }
}
