using System.Text;
using HubertAsr.Text;

namespace HubertAsr.Tests.Text;

public sealed class PieceTokenizerTests : IDisposable
{
    private static readonly string[] _pieces = ["<pad>", "<unk>", "▁", "▁가", "나", "▁나", "가나", "▁가나", "다"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-pieces-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_vocabulary_with_pieces_that_begin_words_is_one_of_pieces_and_needs_no_boundary()
    {
        var vocabulary = Load("<pad>", "<unk>", "▁가", "나");

        Assert.Equal((CtcUnit.SentencePiece, -1, 0, 1), (vocabulary.Unit, vocabulary.WordBoundaryId, vocabulary.BlankId, vocabulary.UnknownId));
        Assert.Equal(2, Load(_pieces).WordBoundaryId);
    }

    [Theory]
    [InlineData("가나 나", "▁가나", "▁나")]
    [InlineData("가나다", "▁가나", "다")]
    [InlineData("나가나", "▁나", "가나")]
    [InlineData("다 가", "▁", "다", "▁가")]
    [InlineData("가 힣", "▁가", "▁", "<unk>")]
    [InlineData("  가   나 ", "▁가", "▁나")]
    [InlineData("")]
    public void A_text_is_cut_into_the_fewest_pieces(string text, params string[] pieces)
    {
        var tokenizer = CtcTokenizer.Create(Load(_pieces));

        Assert.Equal(pieces, tokenizer.EncodeLabels(text).Select(id => _pieces[id]));
    }

    [Fact]
    public void Pieces_print_as_words()
    {
        var tokenizer = CtcTokenizer.Create(Load(_pieces));

        Assert.Equal("가나 나다", tokenizer.DecodeLabels([3, 4, 0, 5, 8]));
        Assert.Equal("나 가", tokenizer.DecodeLabels([4, 2, 3]));
        Assert.Equal("가⁇", tokenizer.DecodeLabels([3, 1]));
        Assert.Equal("가나 나", tokenizer.Decode([7, 5]));
    }

    [Fact]
    public void The_model_beside_the_vocabulary_decides_how_a_text_is_cut()
    {
        // Scores that prefer two short pieces to one long.
        WriteModel(("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("▁", -5, 1), ("▁가", -1, 1), ("나", -1, 1), ("▁나", -3, 1), ("가나", -9, 1), ("▁가나", -9, 1), ("다", -1, 1));

        var tokenizer = CtcTokenizer.Create(Load(_pieces));

        Assert.Equal(["▁가", "나", "▁나"], tokenizer.EncodeLabels("가나 나").Select(id => _pieces[id]));
    }

    [Fact]
    public void A_model_that_is_none_is_named()
    {
        var vocabulary = Load(_pieces);
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.model"), "no model");

        Assert.Contains("tokenizer.model: not a SentencePiece model", Assert.Throws<InvalidDataException>(() => CtcTokenizer.Create(Load(_pieces))).Message, StringComparison.Ordinal);
        Assert.Null(vocabulary.PieceModelPath);
    }

    private CtcVocabulary Load(params string[] tokens)
    {
        var path = Path.Combine(_folder.FullName, "vocab.json");
        File.WriteAllText(path, $"{{{string.Join(",", tokens.Select((token, id) => $"\"{token}\":{id}"))}}}");
        return CtcVocabulary.Load(path);
    }

    /// <summary>A unigram model in SentencePiece's protocol buffer: pieces (1: text 1, score 2, type 3), trainer (2: model type 3), normaliser (3: dummy prefix 3, escapes 5).</summary>
    private void WriteModel(params (string Piece, float Score, byte Type)[] pieces)
    {
        var bytes = new List<byte>();
        foreach (var (piece, score, type) in pieces)
        {
            var text = Encoding.UTF8.GetBytes(piece);
            Field(1, [0x0A, (byte)text.Length, .. text, 0x15, .. BitConverter.GetBytes(score), 0x18, type]);
        }

        Field(2, [0x18, 1]);
        Field(3, [0x18, 1, 0x20, 1, 0x28, 1]);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "tokenizer.model"), [.. bytes]);

        void Field(int number, byte[] content) => bytes.AddRange([(byte)((number << 3) | 2), (byte)content.Length, .. content]);
    }
}
