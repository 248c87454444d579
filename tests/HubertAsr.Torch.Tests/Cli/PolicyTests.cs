using HubertAsr.Cli.Recipes;
using HubertAsr.Evaluation;
using HubertAsr.Text;

namespace HubertAsr.Tests.Cli;

/// <summary>What the filters of other tools make of the same lines; where they differ from ours, published figures differ.</summary>
public sealed class PolicyTests
{
    private const string First = "b/ (70%)/(칠 십 퍼센트) 확률이라니 아/ (뭐+ 뭔)/(모+ 몬) 소리야 진짜 (100%)/(백 프로)가 왜 안돼? n/";

    private static readonly NormalizationOptions _kWav2vec = PolicyFile.Load("k-wav2vec").Options;

    [Theory]
    [InlineData(First, "70% 확률이라니 아 뭐 뭔 소리야 진짜 100%가 왜 안돼", "칠 십 퍼센트 확률이라니 아 모 몬 소리야 진짜 백 프로가 왜 안돼")]
    [InlineData("u/ 그거 맞지?", "그거 맞지", "그거 맞지")]
    [InlineData("샵# 버튼 눌러.", "샵샾 버튼 눌러", "샵샾 버튼 눌러")]
    [InlineData("그 (뭐지 했어.", "그 뭐지 했어", "그")]
    [InlineData("그 (())/(()) 했어.", "그 했어", "그 했어")]
    [InlineData("하하l/그니까 진짜!", "하하그니까 진짜", "하하그니까 진짜")]
    public void K_wav2vecs_filter(string raw, string spelling, string phonetic)
    {
        Assert.Equal(spelling, Text(raw, _kWav2vec));
        Assert.Equal(phonetic, Text(raw, _kWav2vec with { Mode = "phonetic" }));
    }

    [Theory]
    [InlineData("  아\t그래　（끝）／\u200b (20년)/(이십 년) b/ #@ Ok.\r\n")]
    [InlineData("\u1112\u1161\u11ab \uFEFF한글 u/ +*")]
    [InlineData(" ")]
    public void Verbatim_is_the_same_as_a_policy_and_as_what_scoring_does_by_itself(string raw)
    {
        var file = PolicyFile.Load("verbatim").ForScoring();
        var scored = string.Join(' ', raw.Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((ScoringPolicy.Verbatim.Name, ScoringPolicy.Verbatim.Content), (file.Name, file.Content));
        Assert.Equal((scored, scored), (file.Reference(raw), file.Hypothesis(raw)));
    }

    [Fact]
    public void KoSpeech_keeps_sentence_marks_but_the_comma()
    {
        Assert.Equal("칠 십 퍼센트 확률이라니 아 모 몬 소리야 진짜 백 프로가 왜 안돼?", Text(First, PolicyFile.Load("kospeech").Options));
        Assert.Equal("아 그래. KB/봐", Text("아, 그래. KBn//봐", PolicyFile.Load("kospeech").Options with { Marks = "" }));
    }

    [Fact]
    public void Lhotse_keeps_punctuation_and_eats_any_small_letter_before_a_slash()
    {
        Assert.Equal("70% 확률이라니 아 뭐 뭔 소리야 진짜 100%가 왜 안돼?", Text(First, PolicyFile.Load("lhotse").Options));
        Assert.Equal("iPhon 있잖아 (2개) (두 개)", Text("iPhone/ 있잖아 (2개) / (두 개)", PolicyFile.Load("lhotse").Options));
    }

    [Fact]
    public void Espnet_marks_unknown_words_repairs_blanks_and_refuses_a_plus_inside_a_word()
    {
        Assert.Equal("⁇ 2개 kbs", Text("u/ (2개) / (두 개) KBS#.", PolicyFile.Load("espnet-df").Options));
        Assert.Equal("전 전처럼", Text("전 +전처럼", PolicyFile.Load("espnet-df").Options));
        Assert.Equal("charset", new TranscriptNormalizer(PolicyFile.Load("espnet-df").Options).Normalize("전+전처럼").Reason);
    }

    [Fact]
    public void SpeechBrain_deletes_punctuation_without_a_blank()
    {
        Assert.Equal("70% 확률이라니 아 뭐 뭔 소리야 진짜 100%가 왜 안돼", Text(First, PolicyFile.Load("speechbrain").Options));
        Assert.Equal("했어그래 iPhone", Text("했어?그래 iPhone/", PolicyFile.Load("speechbrain").Options));
    }

    [Fact]
    public void Our_own_policies_are_the_rules_by_name()
    {
        Assert.Equal("70% 확률이라니 아 뭐 뭔 소리야 진짜 100%가 왜 안돼", Text(First, PolicyFile.Load("published").Options));
        Assert.Equal("칠 십 퍼센트 확률이라니 아 모 몬 소리야 진짜 백 프로가 왜 안돼", Text(First, PolicyFile.Load("phonetic").Options));
        Assert.Equal("그 (2개)/(두 개), ㅋㅋ #1 Kbs?", Text(" 그 (2개)/(두 개),  ㅋㅋ #1 Kbs? ", PolicyFile.Load("verbatim").Options));
    }

    private static string Text(string raw, NormalizationOptions options) => new TranscriptNormalizer(options).Normalize(raw).Text;
}
