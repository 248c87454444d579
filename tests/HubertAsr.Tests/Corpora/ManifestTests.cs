using HubertAsr.Corpora;

namespace HubertAsr.Tests.Corpora;

public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_with_commas_quotes_line_ends_and_further_columns()
    {
        var path = _folder.File("manifest.csv");
        var row = new Utterance
        {
            Id = "a,\"b\"",
            Audio = "[원천]1.zip!/폴더/가.wav",
            Start = 5,
            Samples = 16000,
            Rate = 16000,
            Text = "안녕",
            Raw = "안녕,\n\"세상\"",
            Speaker = "남-37-1",
            Split = "train",
            Further = new Dictionary<string, string> { ["theme"] = "날씨" },
        };
        using (var writer = new ManifestWriter(path, ["theme"]))
        {
            writer.Write(row);
            writer.Commit();
        }

        var read = Assert.Single(Manifest.Read(path));

        Assert.Equal(row with { Further = read.Further }, read);
        Assert.Equal("날씨", read.Further["theme"]);
        Assert.Equal(1.0, read.DurationSeconds);
    }

    [Fact]
    public void The_header_is_the_contract()
    {
        var path = _folder.File("manifest.csv");
        using (var writer = new ManifestWriter(path)) writer.Commit();

        Assert.Equal("id,audio,start,samples,rate,text,raw,corpus,subset,split,speaker,sex,age,region,device,flags\n", File.ReadAllText(path));
    }

    [Fact]
    public void A_manifest_that_was_not_finished_leaves_the_old_one_and_no_other_file()
    {
        var path = _folder.WriteText("manifest.csv", "id,audio,text\nold,a.wav,옛\n");
        using (var writer = new ManifestWriter(path)) writer.Write(new Utterance { Id = "new", Audio = "b.wav" });

        Assert.Equal("old", Assert.Single(Manifest.Read(path)).Id);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("id,audio\na,b\n", "manifest.csv:1: no column text")]
    [InlineData("id,audio,text\na,b,c\nd,e\n", "manifest.csv:3: 2 fields; the header has 3 columns")]
    [InlineData("id,audio,text,rate\na,b,c,16k\n", "manifest.csv:2: column rate holds '16k'")]
    [InlineData("id,audio,text\n,b,c\n", "manifest.csv:2: the id is empty")]
    [InlineData("id,audio,text,text\na,b,c,d\n", "manifest.csv:1: column text twice")]
    [InlineData("", "manifest.csv: empty")]
    public void A_wrong_manifest_is_named_with_its_line(string content, string message)
    {
        var path = _folder.WriteText("manifest.csv", content);

        var error = Assert.Throws<InvalidDataException>(() => Manifest.Read(path).Count());

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_in_CP949_is_refused_with_its_line()
    {
        var path = _folder.File("manifest.csv");
        File.WriteAllBytes(path, [.. "id,audio,text\na,b,"u8, 0xB0, 0xA1, (byte)'\n']);

        Assert.Contains("not UTF-8", Assert.Throws<InvalidDataException>(() => Manifest.Read(path).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_column()
    {
        var path = _folder.WriteText("manifest.csv", "\uFEFFid,audio,text\na,b.wav,가\n");

        Assert.Equal("a", Assert.Single(Manifest.Read(path)).Id);
    }
}
