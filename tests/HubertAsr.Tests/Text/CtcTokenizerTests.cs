using System.Text.Json;
using CsCheck;
using HubertAsr.Text;

namespace HubertAsr.Tests.Text;

public sealed class CtcTokenizerTests
{
    private static readonly CtcVocabulary _jamo = CtcVocabulary.Load(Repository.Fixture("text/vocabulary"));
    private static readonly JsonElement _reference = JsonDocument.Parse(File.ReadAllText(Repository.Fixture("text/jamo.json"))).RootElement;

    private static readonly Gen<string> _hangul = Gen.Char[Hangul.FirstSyllable, Hangul.LastSyllable].Array[1, 8].Array[1, 5]
        .Select(words => string.Join(' ', words.Select(word => new string(word))));

    [Fact]
    public void Ids_and_text_are_Hugging_Faces_after_NFC()
    {
        var tokenizer = CtcTokenizer.Create(_jamo);
        foreach (var example in _reference.GetProperty("jamo").EnumerateArray())
        {
            int[] ids = [.. example.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            var text = example.GetProperty("text").GetString()!;

            Assert.Equal(ids, tokenizer.EncodeToIds(text));
            Assert.Equal(ids, tokenizer.EncodeToIds(example.GetProperty("nfd").GetString()!));
            Assert.Equal(example.GetProperty("decoded_nfc").GetString()!.Replace("[UNK]", "⁇", StringComparison.Ordinal), tokenizer.Decode(ids));
        }
    }

    [Fact]
    public void Collapsed_frames_give_Hugging_Faces_text()
    {
        var tokenizer = CtcTokenizer.Create(_jamo);
        foreach (var example in _reference.GetProperty("frames").EnumerateArray())
        {
            var frames = example.GetProperty("frames").EnumerateArray().Select(id => id.GetInt32()).ToList();
            int[] labels = [.. frames.Where((label, at) => at == 0 || label != frames[at - 1])];

            Assert.Equal(example.GetProperty("decoded").GetString()!.Normalize(), tokenizer.DecodeLabels(labels));
        }
    }

    [Fact]
    public void Labels_for_training_have_no_blanks_to_spare()
    {
        var tokenizer = CtcTokenizer.Create(_jamo);

        Assert.Equal(tokenizer.EncodeLabels("두 칸 띄어쓰기"), tokenizer.EncodeLabels("  두  칸\t띄어쓰기 "));
        Assert.Equal("두 칸 띄어쓰기", tokenizer.DecodeLabels([2, 2, 6, 35, 2, 2, 18, 22, 46, 2, 7, 41, 14, 26, 13, 40, 3, 42, 2]));
    }

    [Fact]
    public void A_code_point_outside_the_vocabulary_is_one_unknown()
    {
        var tokenizer = CtcTokenizer.Create(_jamo);

        Assert.Equal([14, 40, 63, 1], tokenizer.EncodeLabels("응🙂"));
        Assert.Equal("응⁇", tokenizer.DecodeLabels(tokenizer.EncodeLabels("응🙂")));
        Assert.Equal("[UNK]", Assert.Single(tokenizer.EncodeToTokens("\ud83d", out _)).Value);
    }

    [Fact]
    public void Hangul_comes_back_from_jamo_and_from_keyboard_letters()
    {
        var jamo = CtcTokenizer.Create(CtcVocabulary.ForJamo([]));
        var keyboard = CtcTokenizer.Create(Keyboard("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ"));
        var halves = CtcTokenizer.Create(Keyboard("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ"));

        _hangul.Sample(text =>
        {
            foreach (var tokenizer in new[] { jamo, keyboard, halves })
            {
                var labels = tokenizer.EncodeLabels(text);
                Assert.DoesNotContain(tokenizer.Vocabulary.UnknownId, labels);
                Assert.Equal(text, tokenizer.DecodeLabels(labels));
            }
        }, iter: 200);
    }

    [Theory]
    [InlineData("ㄱㅏㅂㅅㅇㅣ", "값이")]
    [InlineData("ㄱㅏㅄㅇㅣ", "값이")]
    [InlineData("ㄱㅏㄱㅅㅏ", "각사")]
    [InlineData("ㅇㅏㄴㄴㅕㅇ", "안녕")]
    [InlineData("ㄷㅏㄹㄱㅣ", "달기")]
    [InlineData("ㄷㅏㄺㅣ", "달기")]
    [InlineData("ㅇㅗㅏㅅㅓ", "와서")]
    [InlineData("ㅃㅏㄸ", "빠ㄸ")]
    [InlineData("ㅋㅋ ㅠ", "ㅋㅋ ㅠ")]
    [InlineData("ㄱㅏ⁇ㄴㅏ", "가⁇나")]
    public void The_automaton_composes_letters(string letters, string text)
    {
        Assert.Equal(text, CompatibilityJamo.Compose(letters));
    }

    [Fact]
    public void Compatibility_jamo_are_recognised_and_said()
    {
        Assert.Equal(CtcUnit.CompatibilityJamo, Keyboard("ㄱㄴㅏㅣ").Unit);
        Assert.Contains("automaton", Keyboard("ㄱㄴㅏㅣ").Notice, StringComparison.Ordinal);
        Assert.Null(_jamo.Notice);
        Assert.Equal(CtcUnit.Syllable, Keyboard("가나다ㅋㅠ").Unit);
    }

    [Fact]
    public void The_table_of_jamo_is_the_arithmetic_of_Unicode()
    {
        var rows = TextAssets.Rows("lexicon/hangul/jamo.tsv");

        Assert.Equal(CtcVocabulary.ForJamo([]).Tokens.Skip(3), rows.Select(row => row[1]));
        // Unicode's own relation: a compatibility letter decomposes (NFKD) to the conjoining one, of which NFKC knows the onset or nucleus.
        foreach (var row in rows.Where(row => row[0] != "coda")) Assert.Equal(row[1], row[2].Normalize(System.Text.NormalizationForm.FormKD));
    }

    private static CtcVocabulary Keyboard(string letters) => CtcVocabulary.Of([.. letters.Select(letter => letter.ToString())]);
}
