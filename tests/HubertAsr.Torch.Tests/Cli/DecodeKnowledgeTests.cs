using System.Text.Json;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Cli;

/// <summary>What decode knows of the language: lexicon, hotwords, models of two levels, letters.</summary>
public sealed class DecodeKnowledgeTests : IDisposable
{
    private static readonly string _vocab = Repository.Fixture("decoding/vocab.jamo.json");
    private static readonly CtcVocabulary _jamo = CtcVocabulary.Load(_vocab);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hubert-asr-decode-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_lexicon_closes_the_vocabulary()
    {
        // Almost 강물, which the lexicon lacks.
        var (onset, vowel, other, coda) = (Id('ᄀ'), Id('ᅡ'), Id('ᅥ'), Id('ᆼ'));
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", [(onset, onset), (vowel, other), (coda, coda)]));

        Assert.Equal("u\t강\n", Run(emissions).Output);
        Assert.Equal("u\t겅\n", Run(emissions, "--lexicon", Write("lexicon.txt", "# 강 is no word here\n겅\n가\n")).Output);
    }

    [Fact]
    public void A_lexicon_may_say_how_its_words_are_heard()
    {
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "갑씨 싸다"));
        var lexicon = Write("lexicon.txt", "값이\tᄀ ᅡ ᆸ ᄊ ᅵ |\n싸다\n");

        var result = Run(emissions, "--lexicon", lexicon, "--hotwords", Write("hot.txt", "값이\t5\n"), "--json");

        var best = JsonDocument.Parse(result.Output).RootElement.GetProperty("hypotheses")[0];
        var word = best.GetProperty("words")[0];
        Assert.Equal(("값이 싸다", 5.0), (best.GetProperty("text").GetString(), best.GetProperty("lm").GetDouble()));
        Assert.Equal(("값이", 0, 9), (word.GetProperty("word").GetString(), word.GetProperty("start_frame").GetInt32(), word.GetProperty("end_frame").GetInt32()));
        Assert.Equal(["값", "이"], word.GetProperty("syllables").EnumerateArray().Select(syllable => syllable.GetProperty("syllable").GetString()));
        Assert.Contains("hotwords found: 값이 × 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_language_model_chooses_among_words_that_sound_alike()
    {
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "낟 너는"), ("v", "너는 낟"));
        var lexicon = Write("lexicon.txt", "낮\tᄂ ᅡ ᆮ\n낯\tᄂ ᅡ ᆮ\n너는\n");

        Assert.Equal("u\t낯 너는\nv\t너는 낮\n", Run(emissions, "--lexicon", lexicon, "--lm", Model("낯 너는\n너는 낮\n낯 너는 낮\n", NGramUnit.Word)).Output);
    }

    [Theory]
    [InlineData("값이 ᄀ ᅡ\n", "lexicon.txt:1: a blank in '값이 ᄀ ᅡ'")]
    [InlineData("가\n값이\tᄀ Q\n", "lexicon.txt:2: 'Q' is no token of the vocabulary")]
    [InlineData("# nothing\n", "no words; one a line expected")]
    [InlineData("가\n\tᄀ ᅡ\n", "lexicon.txt:2: no word before the tokens")]
    public void A_lexicon_that_cannot_be_read_ends_with_its_line(string content, string expected)
    {
        var result = Run(SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "가")), "--lexicon", Write("lexicon.txt", content));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("너\tmuch\n", "hot.txt:1: weight 'much'; 'word<TAB>number' expected.")]
    [InlineData("# names\n너\tNaN\n", "hot.txt:2: weight 'NaN'")]
    [InlineData("너\n\t3\n", "hot.txt:2: no word before the weight")]
    public void Hotwords_that_cannot_be_read_end_with_their_line(string content, string expected)
    {
        var result = Run(SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "너")), "--hotwords", Write("hot.txt", content));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_the_tokens_cannot_write_are_named()
    {
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "너"));

        var hotwords = Run(emissions, "--hotwords", Write("hot.txt", "너\n漢字\n너 5\n"));
        var lexicon = Run(emissions, "--lexicon", Write("lexicon.txt", "너\nQ\n값이\tᄀ ᅡ ᆸ ᄊ ᅵ\n"));

        Assert.Contains("2 of 3 hotwords cannot be written with the vocabulary's tokens and are never found: '漢字', '너 5'.", hotwords.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 2 words of the lexicon cannot be written with the vocabulary's tokens and are never found: 'Q'.", lexicon.Error, StringComparison.Ordinal);
        Assert.Equal(("u\t너\n", "u\t너\n"), (hotwords.Output, lexicon.Output));
    }

    [Fact]
    public void Particles_may_be_left_off_hotwords()
    {
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "서울로 서울"));
        var hotwords = Write("hot.txt", "서울\t2\n");

        Assert.Contains("서울 × 2", Run(emissions, "--hotwords", hotwords).Error, StringComparison.Ordinal);
        Assert.Contains("서울 × 1", Run(emissions, "--hotwords", hotwords, "--hotword-particles", "false").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_words_and_one_of_syllables_add_up()
    {
        const string Text = "너는 나\n나는 너\n너 나\n";
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "너는 나"));
        var (words, syllables) = (Model(Text, NGramUnit.Word), Model(Text, NGramUnit.Syllable));

        var both = Lm(Run(emissions, "--lm", words, "--unit-lm", syllables, "--unit-alpha", "0.3", "--json"));

        Assert.Equal(Lm(Run(emissions, "--lm", words, "--json")) + Lm(Run(emissions, "--lm", syllables, "--alpha", "0.3", "--beta", "0", "--json")), both, 1e-9);
        static double Lm(ProgramResult result) => JsonDocument.Parse(result.Output).RootElement.GetProperty("hypotheses")[0].GetProperty("lm").GetDouble();
    }

    [Fact]
    public void A_space_cost_moves_blanks_to_where_the_model_wants_them()
    {
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", "너는나"));
        var model = Model("너는 나\n너는 나\n", NGramUnit.Word);

        Assert.Equal("u\t너는나\n", Run(emissions, "--lm", model).Output);
        Assert.Equal("u\t너는 나\n", Run(emissions, "--lm", model, "--space-cost", "1").Output);
    }

    [Fact]
    public void Jamo_that_compose_to_nothing_are_cut_by_the_automaton_alone()
    {
        var (onset, second, vowel) = (Id('ᄀ'), Id('ᄂ'), Id('ᅡ'));
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", [(onset, onset), (second, second), (vowel, vowel)]));

        Assert.Equal("u\tᄀ나\n", Run(emissions).Output);
        Assert.DoesNotContain('ᄀ', Run(emissions, "--hangul-automaton", "on").Output);
        Assert.Equal(2, Run(emissions, "--hangul-automaton", "perhaps").ExitCode);
    }

    [Fact]
    public void Letters_that_may_have_been_meant_are_listed_and_the_loser_is_explained()
    {
        var (onset, vowel, other) = (Id('ᄀ'), Id('ᅡ'), Id('ᅥ'));
        var emissions = SaidEmissions.Write(Place("e.safetensors"), _jamo, ("u", [(onset, onset), (vowel, other)]));

        var result = Run(emissions, "--alternatives", "2", "--explain", "--json");

        var nucleus = JsonDocument.Parse(result.Output).RootElement.GetProperty("hypotheses")[0].GetProperty("words")[0].GetProperty("syllables")[0].GetProperty("alternatives").GetProperty("nucleus");
        Assert.Equal(["ᅡ", "ᅥ"], nucleus.EnumerateArray().Select(letter => letter.GetProperty("letter").GetString()));
        Assert.Equal(1, JsonDocument.Parse(result.Output).RootElement.GetProperty("hypotheses").GetArrayLength());
        Assert.Contains("u: '가', not '거': acoustic +0.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_of_the_keyboard_are_words_of_syllables_in_the_results()
    {
        var vocab = Write("vocab.json", JsonSerializer.Serialize(new[] { "[PAD]", "[UNK]", "|" }.Concat(Enumerable.Range('ㄱ', 51).Select(letter => ((char)letter).ToString())).Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id)));
        var emissions = SaidEmissions.Write(Place("e.safetensors"), CtcVocabulary.Load(vocab), ("u", "갑시 사다"));

        var result = Program.Run("decode", emissions, "--vocab", vocab, "--lm", Model("갑시 사다\n사다\n", NGramUnit.Word), "--json");

        var best = JsonDocument.Parse(result.Output).RootElement.GetProperty("hypotheses")[0];
        var word = best.GetProperty("words")[0];
        Assert.Equal(("갑시 사다", "갑시"), (best.GetProperty("text").GetString(), word.GetProperty("word").GetString()));
        Assert.Equal([("갑", 0, 5), ("시", 6, 9)], word.GetProperty("syllables").EnumerateArray().Select(syllable =>
            (syllable.GetProperty("syllable").GetString()!, syllable.GetProperty("start_frame").GetInt32(), syllable.GetProperty("end_frame").GetInt32())));
        Assert.InRange(best.GetProperty("lm").GetDouble(), -5, 5);
    }

    private static int Id(char letter) => _jamo.IdOf(letter.ToString())!.Value;

    private static ProgramResult Run(string emissions, params string[] options) => Program.Run(["decode", emissions, "--vocab", _vocab, .. options]);

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(Place(name), content);
        return Place(name);
    }

    private string Model(string text, NGramUnit unit)
    {
        var arpa = Place($"{unit}.arpa");
        new NGramModelBuilder(new LanguageModelOptions { Order = 2, Unit = unit }, arpa).Build(text.Split('\n'), "test");
        return arpa;
    }
}
