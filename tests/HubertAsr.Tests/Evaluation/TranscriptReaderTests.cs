using System.Text;
using HubertAsr.Evaluation.Files;

namespace HubertAsr.Tests.Evaluation;

public sealed class TranscriptReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text", "a 하나  둘\nb\n\nc\t셋\n", "a=하나  둘|b=|c=셋")]
    [InlineData("hyp.tsv", "a b\t하나\nc\t\n", "a b=하나|c=")]
    [InlineData("ref.tsv", "text\tid\n하나 \"둘\"\ta\n", "a=하나 \"둘\"")]
    [InlineData("ref.csv", "id,text\r\na,\"하나, 둘\"\r\nb,\"\"\"셋\"\"\"\r\n", "a=하나, 둘|b=\"셋\"")]
    [InlineData("ref.trn", "하나 둘 (spk-1)\n(spk-2)\n", "spk-1=하나 둘 |spk-2=")]
    [InlineData("eval_clean.trn", "KsponSpeech_eval/eval_clean/KsponSpeech_E00001.pcm :: 하나 :: 둘\n", "KsponSpeech_E00001=하나 :: 둘")]
    public void Every_form_of_transcript_file_is_told_by_its_first_line(string name, string content, string expected)
    {
        Assert.Equal(expected, Print(TranscriptReader.ReadReferences(Write(name, content))));
    }

    [Fact]
    public void A_byte_order_mark_and_decomposed_ids_change_nothing()
    {
        var path = Write("ref.csv", "\uFEFFid,text\n가나,다\n".Normalize(NormalizationForm.FormD));

        var table = TranscriptReader.ReadReferences(path);

        Assert.Equal(("가나=다", 1), (Print(table), table.DecomposedCount));
    }

    [Fact]
    public void Utf16_with_a_mark_is_read()
    {
        var path = Path.Combine(_folder.Path, "windows.tsv");
        File.WriteAllText(path, "a\t하나\n", Encoding.Unicode);

        Assert.Equal("a=하나", Print(TranscriptReader.ReadReferences(path)));
    }

    [Theory]
    [InlineData("text", "", "text: the file is empty; ")]
    [InlineData("text", " \n\n", "text: the file is empty; ")]
    [InlineData("text", "a 하나\nb 둘\na 셋\n", "text:3: id 'a' was given on line 1 already; ")]
    [InlineData("hyp.tsv", "a\t하나\nb 둘", "hyp.tsv:2: no tab between id and text in 'b 둘'; ")]
    [InlineData("ref.tsv", "id\ttext\tspeaker\na\t하나\tx\nb\t둘", "ref.tsv:3: 2 fields; 3 were expected, as in the header. ")]
    [InlineData("ref.csv", "id,text\na,\"하나\n", "ref.csv:2: ")]
    [InlineData("ref.csv", "id,name\na,하나\n", "ref.csv:1: no column 'text' among 'id, name'; ")]
    [InlineData("ref.csv", "id,text\n", "ref.csv: a header and no row; ")]
    [InlineData("ref.csv", "id,text\n,하나\n", "ref.csv:2: an empty id; ")]
    [InlineData("ref.trn", "하나 (a)\n둘 (b", "ref.trn:2: no '(ID)' at the end of '둘 (b'; ")]
    [InlineData("eval.trn", "a.pcm :: 하나\nb.pcm: 둘\n", "eval.trn:2: no ' :: ' between path and transcript in 'b.pcm: 둘'; ")]
    public void What_is_wrong_is_said_with_its_line(string name, string content, string expected)
    {
        var path = Write(name, content);

        var error = Assert.Throws<InvalidDataException>(() => TranscriptReader.ReadReferences(path));

        Assert.StartsWith(expected, error.Message[(_folder.Path.Length + 1)..], StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_in_another_encoding_is_named()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var path = Path.Combine(_folder.Path, "mixed.txt");
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes("a 하나\n"), .. Encoding.GetEncoding(949).GetBytes("b 둘\n")]);

        var error = Assert.Throws<InvalidDataException>(() => TranscriptReader.ReadReferences(path));

        Assert.Contains("mixed.txt:2: bytes that are not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_need_their_three_columns()
    {
        var path = Write("pairs.tsv", "id\treference\na\t하나\n");

        var error = Assert.Throws<InvalidDataException>(() => TranscriptReader.ReadPairs(path));

        Assert.Contains(":1: no column 'hypothesis'", error.Message, StringComparison.Ordinal);
    }

    private static string Print(TranscriptTable table) => string.Join('|', table.Rows.Select(row => $"{row.Id}={row.Text}"));

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
