using System.Text.Json;
using HubertAsr.Text;

namespace HubertAsr.Tests.Text;

public sealed class CtcVocabularyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-vocabulary-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Jamo_are_all_there_in_code_point_order_whatever_the_corpus_holds()
    {
        var reference = CtcVocabulary.Load(Repository.Fixture("text/vocabulary"));

        Assert.Equal(reference.Tokens, CtcVocabulary.ForJamo(["네"]).Tokens);
        Assert.Equal(["%", "0", "2", "A", "K"], CtcVocabulary.ForJamo(["20% 봐 KA", "네\u1100"]).Tokens.Skip(70));
        Assert.Equal((0, 1, 2, CtcUnit.Jamo), (reference.BlankId, reference.UnknownId, reference.WordBoundaryId, reference.Unit));
    }

    [Fact]
    public void Syllables_come_by_count_then_code_point_and_other_characters_after_them()
    {
        var vocabulary = CtcVocabulary.ForSyllables(["나 가 다 다 | KBS", "다 나 가 뷁 5%"]);

        Assert.Equal(["[PAD]", "[UNK]", "|", "다", "가", "나", "뷁", "%", "5", "B", "K", "S"], vocabulary.Tokens);
        Assert.Equal(CtcUnit.Syllable, vocabulary.Unit);
    }

    [Fact]
    public void A_syllable_seen_too_rarely_is_unknown()
    {
        var vocabulary = CtcVocabulary.ForSyllables(["다 다 가 가 뷁 A A B"], new() { Unit = "syllable", MinCount = 2 });

        Assert.Equal(["[PAD]", "[UNK]", "|", "가", "다", "A"], vocabulary.Tokens);
        Assert.Equal("가⁇A⁇", CtcTokenizer.Create(vocabulary).DecodeLabels(CtcTokenizer.Create(vocabulary).EncodeLabels("가뷁AB")));
    }

    [Fact]
    public void Decomposed_texts_count_as_composed()
    {
        Assert.Equal(CtcVocabulary.ForSyllables(["한글 한"]).Tokens, CtcVocabulary.ForSyllables(["한글 한".Normalize(System.Text.NormalizationForm.FormD)]).Tokens);
    }

    [Fact]
    public void Saved_files_mean_what_Hugging_Faces_do()
    {
        CtcVocabulary.ForJamo([]).Save(_folder.FullName);

        foreach (var name in new[] { "vocab.json", "tokenizer_config.json", "special_tokens_map.json" })
            Assert.True(JsonElement.DeepEquals(Json(Repository.Fixture($"text/vocabulary/{name}")), Json(Path.Combine(_folder.FullName, name))), name);
        Assert.Equal(CtcVocabulary.ForJamo([]).Tokens, CtcVocabulary.Load(_folder.FullName).Tokens);
    }

    [Fact]
    public void Special_tokens_are_read_from_the_files_beside_the_vocabulary()
    {
        Write("vocab.json", """{"<s>": 0, "가": 1, "_": 2, "<blank>": 3, "?": 4}""");
        Write("tokenizer_config.json", """{"pad_token": {"content": "<blank>", "lstrip": false}, "word_delimiter_token": "_"}""");
        Write("special_tokens_map.json", """{"unk_token": "?"}""");

        var vocabulary = CtcVocabulary.Load(_folder.FullName);

        Assert.Equal((3, 4, 2), (vocabulary.BlankId, vocabulary.UnknownId, vocabulary.WordBoundaryId));
    }

    [Fact]
    public void Older_spellings_of_the_special_tokens_are_known()
    {
        Write("vocab.json", """{"<pad>": 0, "<unk>": 1, " ": 2, "가": 3}""");

        Assert.Equal("가 가⁇", CtcTokenizer.Create(CtcVocabulary.Load(_folder.FullName)).DecodeLabels([3, 2, 3, 0, 1]));
    }

    [Theory]
    [InlineData("[1, 2]", "not a vocabulary")]
    [InlineData("{}", "0 tokens")]
    [InlineData("""{"[PAD]": 0, "[UNK]": 1, "|": 3}""", "3 tokens whose ids are not each of 0 to 2 once")]
    [InlineData("""{"a": 0, "[UNK]": 1, "|": 2}""", "no blank among 3 tokens")]
    public void What_is_no_vocabulary_says_so(string json, string message)
    {
        var path = Write("vocab.json", json);

        var error = Assert.Throws<InvalidDataException>(() => CtcVocabulary.Load(path));

        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string json)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, json);
        return path;
    }

    private static JsonElement Json(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;
}
