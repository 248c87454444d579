using System.Text;
using System.Text.Json;
using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>Every family in miniature, as its archives come.</summary>
public sealed class FamilyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kspon_reads_lists_and_texts_finds_files_by_name_and_knows_its_eval_sets()
    {
        Kspon(_folder);

        var prepared = Prepared.From(_folder);

        Assert.Equal(".trn", Assert.Single(prepared.Report.Recognised, reason => reason.StartsWith("kspon: .trn", StringComparison.Ordinal))[7..11]);
        Assert.Equal(
            [
                ("KsponSpeech_000001", "train", "", "그 아침에 학교에 갔다"),
                ("KsponSpeech_087797", "train", "", "그냥 50%만 줘"),
                ("KsponSpeech_622000", "dev", "", "20년 전"),
                ("KsponSpeech_E00001", "test", "eval_clean", "그럼 20년 전"),
                ("KsponSpeech_E03001", "test", "eval_other", "네"),
            ],
            prepared.Rows.OrderBy(row => row.Id, StringComparer.Ordinal).Select(row => (row.Id, row.Split, row.Subset, row.Text)));
        Assert.Equal((8000L, "odd-audio"), (prepared.ById["KsponSpeech_E00001"].Samples, prepared.ById["KsponSpeech_E00001"].Flags)); // 16,001 bytes
        Assert.Equal([("KsponSpeech_000003", "no-audio"), ("train-5", "unknown-label")], prepared.Reasons.Order());
        Assert.Equal(2, prepared.Report.BlankLines);
        Assert.Contains("train.trn:5", prepared.Dropped.Single(row => row.Id == "train-5").Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Kspon_reads_its_percent_signs_as_they_were_spoken()
    {
        Kspon(_folder);

        var prepared = Prepared.From(_folder, mode: "phonetic");

        Assert.Equal("이십 년 전", prepared.ById["KsponSpeech_622000"].Text);
        Assert.Contains(("KsponSpeech_087797", "digit"), prepared.Reasons);
    }

    [Fact]
    public void Speech_synthesis_takes_the_refined_transcript_and_reads_numbers_that_are_strings()
    {
        Tts(_folder);

        var prepared = Prepared.From(_folder);

        Assert.Equal(["오늘 3시에 만나요", "네 시에 만나요", "정말"], prepared.Rows.Select(row => row.Text));
        Assert.Equal(("6030", "M", "10~19", 48000), (prepared.Rows[0].Speaker, prepared.Rows[0].Sex, prepared.Rows[0].Age, prepared.Rows[0].Rate));
        Assert.Equal("length-differs org-trans-differ text:RefinedLabelText", string.Join(' ', prepared.Rows[0].Flags.Split(' ').Order(StringComparer.Ordinal)));
        Assert.Equal(["train", "train", "test"], prepared.Rows.Select(row => row.Split));
        using var audio = new UtteranceAudio(prepared.ManifestPath);
        Assert.Equal(16000, audio.Read(prepared.Rows[0], 16000).Samples.Length);
    }

    [Fact]
    public void A_text_key_chooses_another_transcript()
    {
        Tts(_folder);

        var prepared = Prepared.From(_folder, new CorpusOptions { TextKeys = ["TransLabelText"] });

        Assert.Equal("오늘 세 시에 만나요", prepared.Rows[0].Text);
    }

    [Fact]
    public void Broadcast_cuts_segments_out_of_long_recordings_and_says_why_it_drops_others()
    {
        Broadcast(_folder);

        var prepared = Prepared.From(_folder);

        Assert.Equal(
            [
                ("BR0001-1", 16000L, 24000L, "매일 아침 10분만 투자하면", "BR0001-SPK001", "F"),
                ("BR0001-2", 48000L, 16000L, "11월 초에", "unknown-BR0001", ""),
            ],
            prepared.Rows.Select(row => (row.Id, row.Start, row.Samples, row.Text, row.Speaker, row.Sex)));
        Assert.Contains("swapped", prepared.Rows[1].Flags, StringComparison.Ordinal);
        Assert.Equal(
            [
                ("BR0001-3", "unclear"), ("BR0001-4", "anonymised"), ("BR0001-5", "times"), ("BR0001-6", "times"), ("BR0001-7", "too-short"), ("BR0001-8", "times"),
                ("BR0002-1", "no-audio"),
            ],
            prepared.Reasons);
        using var audio = new UtteranceAudio(prepared.ManifestPath);
        Assert.Equal(24000, audio.Read(prepared.Rows[0], 16000).Samples.Length);
    }

    [Fact]
    public void A_segment_that_ends_behind_the_recording_is_cut_to_it()
    {
        new ZipBuilder().Add("BR1.wav", Wav.File(5)).Write(_folder.File("in/원천데이터/TS1.zip"));
        new ZipBuilder().Add("BR1.json", Recording(("1", "안녕하세요", 3, 9))).Write(_folder.File("in/라벨링데이터/TL1.zip"));

        Assert.Equal(32000, Assert.Single(Prepared.From(_folder).Rows).Samples);
    }

    [Fact]
    public void Dialect_gives_what_was_said_and_carries_both_forms()
    {
        Dialect(_folder);

        var row = Assert.Single(Prepared.From(_folder).Rows);

        Assert.Equal(("DJ1-u1", "혼저 옵서예", "DJ1-1"), (row.Id, row.Text, row.Speaker));
        Assert.Equal(("혼저 옵서예", "어서 오세요"), (row.Further["dialect_form"], row.Further["standard_form"]));
    }

    [Fact]
    public void Dialect_drops_what_was_made_anonymous()
    {
        Dialect(_folder);

        Assert.Equal([("DJ1-u2", "anonymised")], Prepared.From(_folder).Reasons);
    }

    [Fact]
    public void Sessions_match_on_the_last_folders_and_learn_who_speaks()
    {
        const string Session = """
            {"dataSet":{"typeInfo":{"speakers":[{"id":"1","age":"20(?)","gender":"여","residence":null},{"id":"2","age":"30","gender":"남"}]},
             "dialogs":[{"speaker":"1","audioPath":"KconfSpeech/D20/G02/S000009/000000.wav"},{"speaker":"2","audioPath":"KconfSpeech/D20/G02/S000009/000001.wav"}]}}
            """;
        new ZipBuilder().Add("D20/G02/S000009/S000009.json", Session)
            .Add("D20/G02/S000009/000000.txt", "n/ (20년)/(이십 년) 전")
            .Add("D20/G02/S000009/000001.txt", "안녕하세요", ZipBuilder.Cp949)
            .Write(_folder.File("in/1.Training/라벨링데이터_0908_add/KconfSpeech_train_D20_label_0.zip"));
        // The source archive lacks the first folder; another session has a file of the same name.
        new ZipBuilder().Add("G02/S000009/000000.wav", Wav.File(1)).Add("G02/S000009/000001.wav", Wav.File(1)).Add("G03/S000010/000000.wav", Wav.File(1))
            .Write(_folder.File("in/1.Training/원천데이터_0908_add/KconfSpeech_train_D20_wav_0.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Equal(
            [("D20-G02-S000009-000000", "20년 전", "D20-G02-S000009-1", "F"), ("D20-G02-S000009-000001", "안녕하세요", "D20-G02-S000009-2", "M")],
            prepared.Rows.Select(row => (row.Id, row.Text, row.Speaker, row.Sex)));
        Assert.Equal("no-label", Assert.Single(prepared.Reasons).Reason);
    }

    [Fact]
    public void Dialogue_reads_triples_and_lists()
    {
        new ZipBuilder()
            .Add("일상_01/a.json", """{"original":"원본","start":0,"end":1,"length":"1.0","metadata":"K00012_0501FA1131"}""")
            .Add("일상_01/a.txt", "오늘 날씨 좋다").Add("일상_01/a.wav", Wav.File(1))
            .Add("일상_01/b.json", """{"original":"#이름# 안녕","metadata":"K00013_0599MA삭제삭제31"}""").Add("일상_01/b.wav", Wav.File(1))
            .Write(_folder.File("in/new/원천데이터/TS.zip"));
        new ZipBuilder().Add("방송_02/방송_02_scripts.txt", "/root/방송_02/c.wav :: 뉴스를 전합니다\n").Add("방송_02/c.wav", Wav.File(1)).Write(_folder.File("in/old/set.zip"));

        var prepared = Prepared.From(_folder, new CorpusOptions { Family = "130" });

        Assert.Equal([("방송_02-c", "뉴스를 전합니다", "", ""), ("일상_01-a", "오늘 날씨 좋다", "K00012", "F")],
            prepared.Rows.OrderBy(row => row.Id, StringComparer.Ordinal).Select(row => (row.Id, row.Text, row.Speaker, row.Sex)));
        Assert.Equal([("일상_01-b", "anonymised")], prepared.Reasons);
    }

    [Fact]
    public void Commands_are_told_from_speech_synthesis_by_their_key()
    {
        new ZipBuilder().Add("a.json", """{"기본정보":{"NumberOfSpeaker":"7"},"전사정보":{"LabelText":"불 켜 줘"},"화자정보":{"Gender":"Female"},"파일정보":{"FileName":"a.wav"}}""")
            .Write(_folder.File("in/Training/[라벨]1.zip"));
        new ZipBuilder().Add("x/a.wav", Wav.File(1)).Write(_folder.File("in/Training/[원천]1_1.zip"));

        var row = Assert.Single(Prepared.From(_folder).Rows);

        Assert.Equal(("commands", "불 켜 줘", "7", "F"), (row.Corpus, row.Text, row.Speaker, row.Sex));
    }

    [Theory]
    [InlineData("lecture", """{"01_dataset":{"1_identifier":"x"},"02_transcription":{"1_text":"강의를 시작합니다"},"03_speakerinfo":{"1_id":"P1","2_gender":"여"}}""", "강의를 시작합니다")]
    [InlineData("callcentre", """{"inputText":[{"orgtext":"상담 도와드리겠습니다"}],"info":[{"metadata":{}}]}""", "상담 도와드리겠습니다")]
    [InlineData("noisycommands", """{"command":{"text":"불 꺼 줘"},"file":{"name":"a.wav"}}""", "불 꺼 줘")]
    public void Smaller_sets_are_recognised_by_their_keys(string family, string json, string text)
    {
        new ZipBuilder().Add("a.json", json).Write(_folder.File("in/Training/TL.zip"));
        new ZipBuilder().Add("a.wav", Wav.File(2)).Write(_folder.File("in/Training/TS.zip"));

        var row = Assert.Single(Prepared.From(_folder).Rows);

        Assert.Equal((family, text), (row.Corpus, row.Text));
    }

    [Fact]
    public void Masked_digits_rule_an_utterance_out()
    {
        new ZipBuilder().Add("a.json", """{"inputText":[{"orgtext":"번호는 ㅇㅇㅇ입니다"}]}""").Add("b.json", """{"inputText":[{"orgtext":"네"}]}""").Write(_folder.File("in/TL.zip"));
        new ZipBuilder().Add("a.wav", Wav.File(2)).Add("b.wav", Wav.File(1)).Write(_folder.File("in/TS.zip"));

        Assert.Equal([("a", "anonymised")], Prepared.From(_folder).Reasons);
    }

    [Fact]
    public void Auto_on_a_folder_that_mixes_four_families_gives_four_named_parts()
    {
        new FreeTalkFixture(_folder.File("in")).Add("Training", "1-1", 1, "안녕하세요").Write();
        Kspon(_folder);
        Tts(_folder);
        Broadcast(_folder);

        var prepared = Prepared.From(_folder);

        Assert.Equal(["broadcast", "freetalk", "kspon", "tts"], prepared.Report.Corpora.Keys);
        Assert.Equal(["broadcast", "freetalk", "kspon", "tts"], prepared.Rows.Select(row => row.Corpus).Distinct().Order(StringComparer.Ordinal));
        Assert.All(prepared.Rows, row => Assert.StartsWith(row.Corpus + ":", row.Id, StringComparison.Ordinal));
        Assert.Equal(4, prepared.Report.Recognised.Select(reason => reason.Split(':')[0]).Distinct().Count());
    }

    [Fact]
    public void Labels_of_no_family_are_reported_with_their_keys_and_read_by_the_keys_you_name()
    {
        _folder.WriteText("in/a.json", """{"label":{"words":"안녕하세요"},"sound":"clips/a1.wav"}""");
        Directory.CreateDirectory(_folder.File("in/clips"));
        File.WriteAllBytes(_folder.File("in/clips/a1.wav"), Wav.File(1));

        var error = Assert.Throws<InvalidDataException>(() => Prepared.From(_folder));
        var row = Assert.Single(Prepared.From(_folder, new CorpusOptions { TextKeys = ["label.words"], AudioKey = "sound" }).Rows);

        Assert.Contains("top-level keys label, sound", error.Message, StringComparison.Ordinal);
        Assert.Equal(("a", "안녕하세요"), (row.Id, row.Text));
    }

    internal static void Kspon(TemporaryFolder folder)
    {
        new ZipBuilder()
            .Add("KsponSpeech_0001/KsponSpeech_000001.pcm", Wav.Pcm(2)).Add("KsponSpeech_0001/KsponSpeech_000001.txt", "옛 글\r\n", ZipBuilder.Cp949)
            .Add("KsponSpeech_0088/KsponSpeech_087797.pcm", Wav.Pcm(2)).Add("KsponSpeech_0088/KsponSpeech_087797.txt", "그냥 50%만 줘.\r\n", ZipBuilder.Cp949)
            .Write(folder.File("in/kspon/한국어_음성_분야/KsponSpeech_01.zip"));
        new ZipBuilder().Add("KsponSpeech_0622/KsponSpeech_622000.pcm", Wav.Pcm(2)).Write(folder.File("in/kspon/한국어_음성_분야/KsponSpeech_05.zip"));
        new ZipBuilder().Add("eval_clean/KsponSpeech_E00001.pcm", Wav.Pcm(0.5).Append((byte)7).ToArray()).Add("eval_other/KsponSpeech_E03001.pcm", Wav.Pcm(1))
            .Write(folder.File("in/kspon/평가용_데이터/KsponSpeech_eval.zip"));
        const string Train = "KsponSpeech_01/KsponSpeech_0001/KsponSpeech_000001.pcm :: 그/ 아침에 :: 학교에 갔다.\r\n"
            + "KsponSpeech_01/KsponSpeech_0001/KsponSpeech_000003.pcm :: 소리가 없다\r\n\r\n\r\nKsponSpeech_01/KsponSpeech_000004.pcm 네\r\n";
        new ZipBuilder().Add("train.trn", Train)
            .Add("dev.trn", "KsponSpeech_05/KsponSpeech_0622/KsponSpeech_622000.pcm :: (20년)/(이십 년) 전\r\n")
            .Add("eval_clean.trn", "KsponSpeech_eval/eval_clean/KsponSpeech_E00001.pcm :: 그럼 20년 전\n")
            .Add("eval_other.trn", "KsponSpeech_eval/eval_other/KsponSpeech_E03001.pcm :: 네.\n", ZipBuilder.Cp949)
            .Write(folder.File("in/kspon/전시문_통합_스크립트/KsponSpeech_scripts.zip"));
    }

    internal static void Tts(TemporaryFolder folder)
    {
        const string Set = "in/014.다화자_음성합성_데이터/01.데이터";
        new ZipBuilder().Add("TS1/6030_G1/6030_G1_000001.wav", Wav.File(1, 48000)).Add("TS1/6030_G1/6030_G1_000002.wav", Wav.File(1, 48000)).Write(folder.File($"{Set}/1.Training/원천데이터/TS1.zip"));
        new ZipBuilder()
            .Add("6030_G1/6030_G1_000001.json", TtsJson("오늘 4시에 만나요.", "오늘 세 시에 만나요.", "오늘 3시에 만나요.", "9.5"))
            .Add("6030_G1/6030_G1_000002.json", TtsJson("4시에 만나요.", "네 시에 만나요.", "", 1.0))
            .Write(folder.File($"{Set}/1.Training/라벨링데이터/TL1.zip"));
        new ZipBuilder().Add("7001/7001_000001.wav", Wav.File(1, 48000)).Write(folder.File($"{Set}/2.Validation/원천데이터/VS1.zip"));
        new ZipBuilder().Add("7001/7001_000001.json", TtsJson("정말?", "정", "", "1.0")).Write(folder.File($"{Set}/2.Validation/라벨링데이터/VL1.zip"));
    }

    internal static void Broadcast(TemporaryFolder folder)
    {
        const string Set = "in/001.방송/01.데이터/1.Training";
        new ZipBuilder().Add("BR0001.wav", Wav.File(10)).Write(folder.File($"{Set}/원천데이터/TS3경제.zip"));
        new ZipBuilder().Add("BR0001.json", """
            {"metadata":{"title":"t"},"speaker":[{"id":"SPK001","age":"30대","sex":"여성"}],"utterance":[
             {"id":"1","speaker_id":"SPK001","form":"매일 아침 (십 분만)/(10분만) 투자하면 /(bgm)","start":"1.0","end":"2.5"},
             {"id":"2","speaker_id":"SPK009","form":"(11월)/(십일월) 초에","start":3,"end":4},
             {"id":"3","speaker_id":"SPK001","form":"((모르겠습니다)) 그게","start":4,"end":5},
             {"id":"4","speaker_id":"SPK001","form":"네 @이름2 청장이","start":5,"end":6},
             {"id":"5","speaker_id":"SPK001","form":"거꾸로","start":6,"end":5.5},
             {"id":"6","speaker_id":"SPK001","form":"뒤에","start":60,"end":61},
             {"id":"7","speaker_id":"SPK001","form":"짧다","start":6,"end":6.2},
             {"id":"8","speaker_id":"SPK001","form":"쉼표","start":"7,0","end":"8,0"}]}
            """).Add("BR0002.json", Recording(("1", "소리가 없다", 0, 1))).Write(folder.File($"{Set}/라벨링데이터/TL3경제.zip"));
    }

    private static void Dialect(TemporaryFolder folder)
    {
        new ZipBuilder().Add("DJ1.json", """
            {"metadata":{},"speaker":[{"id":"1","age":"70대","sex":"남성"}],"utterance":[
             {"id":"u1","speaker_id":"1","form":"(혼저 옵서예)/(어서 오세요)","dialect_form":"혼저 옵서예","standard_form":"어서 오세요","start":0,"end":2},
             {"id":"u2","speaker_id":"1","form":"#이름# 안녕","dialect_form":"#이름# 안녕","standard_form":"#이름# 안녕","start":2,"end":3}]}
            """, new UTF8Encoding(true)).Write(folder.File("in/Training/[라벨]제주.zip"));
        new ZipBuilder().Add("DJ1.wav", Wav.File(4)).Write(folder.File("in/Training/[원천]제주_1.zip"));
    }

    private static string Recording(params (string Id, string Form, double Start, double End)[] utterances) => JsonSerializer.Serialize(new
    {
        metadata = new { title = "t" },
        speaker = Array.Empty<object>(),
        utterance = utterances.Select(utterance => new { id = utterance.Id, form = utterance.Form, start = utterance.Start, end = utterance.End }),
    });

    private static string TtsJson(string org, string trans, string refined, object seconds) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["기본정보"] = new { NumberOfSpeaker = "6030", NumberOfUtterance = "N/A" },
        ["전사정보"] = new { OrgLabelText = org, TransLabelText = trans, RefinedLabelText = refined },
        ["화자정보"] = new { SpeakerName = "KJW", Gender = "Male", Age = "10~19", Region = "N/A" },
        ["파일정보"] = new { FileName = "6030_G1_000001.wav", FileLength = seconds },
        ["기타정보"] = new { QualityStatus = "Good" },
    });
}
