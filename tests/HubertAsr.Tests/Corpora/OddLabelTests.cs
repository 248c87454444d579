using System.IO.Compression;
using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

/// <summary>Labels that lie elsewhere, lack times or hold broken characters.</summary>
public sealed class OddLabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in/1.Training/라벨링데이터")]
    [InlineData("in/1.Training/라벨링데이터/label.zip")]
    public void The_JSON_of_a_session_may_lie_beside_its_folder(string place)
    {
        var zip = new ZipBuilder().Add("D21/J01/S000004/000000.txt", "네").Add("D21/J01/S000004.json", """
            {"dataSet":{"typeInfo":{"speakers":[{"id":"2","age":"30","gender":"남"}]},"dialogs":[{"speaker":"2","audioPath":"Ktel/D21/J01/S000004/000000.wav","textPath":"t"}]}}
            """);
        if (place.EndsWith(".zip", StringComparison.Ordinal)) zip.Write(_folder.File(place));
        else ZipFile.ExtractToDirectory(new MemoryStream(zip.ToBytes()), _folder.File(place));
        new ZipBuilder().Add("D21/J01/S000004/000000.wav", Wav.File(1, 8000)).Write(_folder.File("in/1.Training/원천데이터/wav.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Equal([("D21-J01-S000004-000000", "D21-J01-S000004-2", 8000)], prepared.Rows.Select(row => (row.Id, row.Speaker, row.Rate)));
        Assert.Empty(prepared.Dropped);
    }

    [Fact]
    public void A_list_in_JSON_of_no_known_family_keeps_each_text_with_its_own_times()
    {
        _folder.WriteText("in/a.json", """
            {"media":"long.wav","said":[{"t":"하나","b":"0.5","e":"1.5"},{"t":"쉼표","b":"2,5","e":"3,5"},{"t":"시간 없음"},{"b":3,"e":4},{"t":"다섯","b":4,"e":5.5}]}
            """);
        File.WriteAllBytes(_folder.File("in/long.wav"), Wav.File(6));

        var prepared = Prepared.From(_folder, new CorpusOptions { TextKeys = ["said[].t"], AudioKey = "media", StartKey = "said[].b", EndKey = "said[].e" });

        Assert.Equal([("a-1", "하나", 8000L, 16000L), ("a-5", "다섯", 64000L, 24000L)], prepared.Rows.Select(row => (row.Id, row.Text, row.Start, row.Samples)));
        Assert.Equal([("a-2", "times"), ("a-3", "times"), ("a-4", "empty")], prepared.Reasons);
    }

    [Fact]
    public void Blanks_that_a_downloader_replaced_keep_nobody_apart_and_names_that_are_the_same_come_first()
    {
        new ZipBuilder()
            .Add("a b.json", FreeTalkFixture.Json("x", "하나")).Add("c_d.json", FreeTalkFixture.Json("x", "둘")).Add("e_f.json", FreeTalkFixture.Json("x", "셋")).Add("e f.json", FreeTalkFixture.Json("x", "넷"))
            .Write(_folder.File("in/Training/[라벨]1.zip"));
        new ZipBuilder(cp949Names: false)
            .Add("a_b.wav", Wav.File(1, hertz: 100)).Add("c  d.wav", Wav.File(1, hertz: 200)).Add("e_f.wav", Wav.File(1, hertz: 300)).Add("e f.wav", Wav.File(1, hertz: 400))
            .Write(_folder.File("in/Training/[원천]1.zip"));

        new ZipBuilder().Add("c_d.wav", Wav.File(1, hertz: 500)).Write(_folder.File("in/Validation/[원천]1.zip"));

        var prepared = Prepared.From(_folder);

        // The other split's file is spelled like the label of c_d, and is another recording nevertheless.
        Assert.Equal(
            [("a b", "a_b.wav"), ("c_d", "c  d.wav"), ("e f", "e f.wav"), ("e_f", "e_f.wav")],
            prepared.Rows.Select(row => (row.Id, row.Audio.Split("!/")[1])).OrderBy(row => row.Id, StringComparer.Ordinal));
        Assert.Equal([("c_d", "no-label")], prepared.Reasons);
    }

    [Fact]
    public void Tags_with_content_and_the_odd_name_of_the_audio_are_read_from_the_label()
    {
        new ZipBuilder().Add("other.json", FreeTalkFixture.Json("a", "(NO:지금) (SP:세시에) 가자~")).Write(_folder.File("in/Training/[라벨]1.zip"));
        new ZipBuilder().Add("a.wav", Wav.File(1)).Write(_folder.File("in/Training/[원천]1.zip")); // the label says a.wavp

        var row = Assert.Single(Prepared.From(_folder).Rows);

        Assert.Equal(("other", "지금 세시에 가자"), (row.Id, row.Text));
    }

    [Fact]
    public void Half_a_character_in_a_transcript_costs_that_utterance_only()
    {
        new ZipBuilder().Add("BR1.json", """
            {"metadata":{"title":"\udc00"},"speaker":[],"utterance":[{"id":"1","form":"가나 \ud83d","start":0,"end":1},{"id":"2","form":"다라","start":1,"end":2}]}
            """).Write(_folder.File("in/TL1.zip"));
        new ZipBuilder().Add("BR1.wav", Wav.File(2)).Write(_folder.File("in/TS1.zip"));

        var prepared = Prepared.From(_folder);

        Assert.Equal(["BR1-2"], prepared.Rows.Select(row => row.Id));
        Assert.Equal([("BR1-1", "mojibake")], prepared.Reasons);
    }
}
