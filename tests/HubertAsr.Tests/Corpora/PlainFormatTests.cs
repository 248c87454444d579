namespace HubertAsr.Tests.Corpora;

public sealed class PlainFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PlainFormatTests()
    {
        Directory.CreateDirectory(_folder.File("in/clips"));
        File.WriteAllBytes(_folder.File("in/clips/a.wav"), Wav.File(2));
        File.WriteAllBytes(_folder.File("in/clips/b.wav"), Wav.File(2));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("data.csv", "path,text,speaker,theme\nclips/a.wav,안녕,s1,날씨\nclips/b.wav,\"반갑,습니다\",s2,음식\n")]
    [InlineData("data.tsv", "audio\tsentence\tspeaker\ttheme\n./clips/a.wav\t안녕\ts1\t날씨\nclips\\b.wav\t반갑,습니다\ts2\t음식\n")]
    [InlineData("data.jsonl", """{"audio_filepath":"clips/a.wav","text":"안녕","speaker":"s1","theme":"날씨"}"""
        + "\n" + """{"audio_filepath":"clips/b.wav","text":"반갑,습니다","speaker":"s2","theme":"음식"}""" + "\n")]
    [InlineData("metadata.csv", "file_name,transcription,speaker,theme\nclips/a.wav,안녕,s1,날씨\nclips/b.wav,\"반갑,습니다\",s2,음식\n")]
    public void Tables_of_audio_and_text_are_read_and_their_other_columns_pass_through(string name, string content)
    {
        _folder.WriteText("in/" + name, content);

        var rows = Prepared.From(_folder).Rows;

        Assert.Equal([("clips-a", "안녕", "s1", "날씨"), ("clips-b", "반갑 습니다", "s2", "음식")], rows.Select(row => (row.Id, row.Text, row.Speaker, row.Further["theme"])));
    }

    [Fact]
    public void A_table_in_CP949_is_read()
    {
        File.WriteAllBytes(_folder.File("in/data.csv"), ZipBuilder.Cp949.GetBytes("path,text\nclips/a.wav,똠방각하\n"));

        Assert.Equal("똠방각하", Assert.Single(Prepared.From(_folder).Rows).Text);
    }

    [Fact]
    public void A_table_with_times_gives_segments()
    {
        _folder.WriteText("in/data.csv", "path,text,start,end\nclips/a.wav,안녕,0,0.75\nclips/a.wav,또 만나요,0.75,2\nclips/b.wav,네,0,2\n");

        Assert.Equal([(0L, 12000L), (12000L, 20000L), (0L, 32000L)], Prepared.From(_folder).Rows.Select(row => (row.Start, row.Samples)));
    }

    [Theory]
    [InlineData("data.csv", "path,text,start,end\nclips/a.wav,안녕,0,0.75\nclips/a.wav,쉼표,\"0,7\",\"1,9\"\nclips/a.wav,반쪽,0.5,\nclips/b.wav,전부,,\n")]
    [InlineData("data.jsonl", "{\"audio\":\"clips/a.wav\",\"text\":\"안녕\",\"start\":0,\"end\":0.75}\n{\"audio\":\"clips/a.wav\",\"text\":\"쉼표\",\"start\":\"0,7\",\"end\":\"1,9\"}\n"
        + "{\"audio\":\"clips/a.wav\",\"text\":\"반쪽\",\"start\":0.5,\"end\":\"\"}\n{\"audio\":\"clips/b.wav\",\"text\":\"전부\"}\n")]
    public void Times_that_are_no_seconds_drop_the_row_and_never_take_the_whole_file(string name, string content)
    {
        _folder.WriteText("in/" + name, content);

        var prepared = Prepared.From(_folder);

        Assert.Equal([("안녕", 12000L), ("전부", 32000L)], prepared.Rows.Select(row => (row.Text, row.Samples)));
        Assert.Equal(["times", "times"], prepared.Reasons.Select(row => row.Reason));
    }

    [Fact]
    public void Lines_that_are_no_rows_cost_themselves_only()
    {
        _folder.WriteText("in/data.jsonl", """
            {"audio":"clips/a.wav","text":"하나","text":"안녕"}

            [1]
            broken
            {"audio":"clips/b.wav"}
            {"audio":"clips/b.wav","text":"네"}
            """);

        var prepared = Prepared.From(_folder);

        Assert.Equal(["안녕", "네"], prepared.Rows.Select(row => row.Text));
        Assert.Equal([("data-3", "unknown-label"), ("data-4", "unknown-label"), ("data-5", "unknown-label")], prepared.Reasons);
        Assert.Equal(1, prepared.Report.BlankLines);
    }

    [Fact]
    public void A_row_that_lacks_its_last_fields_is_empty_and_the_rest_goes_on()
    {
        _folder.WriteText("in/data.csv", "path,text\nclips/a.wav\nclips/b.wav,네\n");

        var prepared = Prepared.From(_folder);

        Assert.Equal(["네"], prepared.Rows.Select(row => row.Text));
        Assert.Equal([("clips-a", "empty")], prepared.Reasons);
    }

    [Fact]
    public void A_Kaldi_folder_is_read_with_segments_and_speakers()
    {
        _folder.WriteText("in/wav.scp", "rec1 clips/a.wav\nrec2 clips/b.wav\nrec3 sph2pipe x.sph |\n");
        _folder.WriteText("in/text", "utt1 안녕 하세요\nutt2 반갑습니다\nutt3 네\nutt4 쉼표\n");
        _folder.WriteText("in/segments", "utt1 rec1 0.5 1.5\nutt2 rec2 0 2\nutt3 rec3 0 1\nutt4 rec1 0,5 1,5\n");
        _folder.WriteText("in/utt2spk", "utt1 spk1\nutt2 spk2\n");
        _folder.WriteText("in/spk2gender", "spk1 f\n");

        var prepared = Prepared.From(_folder);

        Assert.Equal([("utt1", 8000L, 16000L, "spk1", "F"), ("utt2", 0L, 32000L, "spk2", "")], prepared.Rows.Select(row => (row.Id, row.Start, row.Samples, row.Speaker, row.Sex)));
        Assert.Equal([("utt3", "audio"), ("utt4", "times")], prepared.Reasons);
    }

    [Fact]
    public void Folders_named_after_splits_are_splits_unless_a_column_says_otherwise()
    {
        foreach (var split in (string[])["train", "validation", "test"])
        {
            _folder.WriteText($"in/{split}/metadata.csv", $"file_name,transcription,split\n{split}1.wav,하나,\n{split}2.wav,둘,train\n");
            foreach (var number in (int[])[1, 2]) File.WriteAllBytes(_folder.File($"in/{split}/{split}{number}.wav"), Wav.File(1, hertz: 200 + number));
        }

        Assert.Equal(
            [("test1", "test"), ("test2", "train"), ("train1", "train"), ("train2", "train"), ("validation1", "dev"), ("validation2", "train")],
            Prepared.From(_folder).Rows.OrderBy(row => row.Id, StringComparer.Ordinal).Select(row => (row.Id, row.Split)));
    }

    [Fact]
    public void A_folder_of_texts_beside_audio_is_read_and_named_by_path()
    {
        _folder.WriteText("in/clips/a.txt", "안녕\n");
        _folder.WriteText("in/readme.txt", "이것은 전사가 아니다");
        _folder.WriteText("in/clips/b.txt", "반가워\n");

        Assert.Equal([("clips-a", "안녕"), ("clips-b", "반가워")], Prepared.From(_folder).Rows.Select(row => (row.Id, row.Text)));
    }
}
