using CsCheck;
using HubertAsr.Text;

namespace HubertAsr.Tests.Text;

/// <summary>The worked examples of the transcription rules, as a linguist would list them. <c>!reason</c> is a dropped utterance.</summary>
public sealed class TranscriptNormalizerTests
{
    [Theory]
    [InlineData("b/ (70%)/(칠 십 퍼센트) 확률이라니 아/ (뭐+ 뭔)/(모+ 몬) 소리야 진짜 (100%)/(백 프로)가 왜 안돼? n/", "70% 확률이라니 아 뭐 뭔 소리야 진짜 100%가 왜 안돼", "칠 십 퍼센트 확률이라니 아 모 몬 소리야 진짜 백 프로가 왜 안돼")]
    [InlineData("그럼 (20년)/(이십 년) 전+ 전처럼 이메일로 l/ 소통하면 되잖아. l/", "그럼 20년 전 전처럼 이메일로 소통하면 되잖아", "그럼 이십 년 전 전처럼 이메일로 소통하면 되잖아")]
    [InlineData("응/ 발자국 소리만 들려도 짖는데. (내가)/(내) 짖지 마 하면은 또", "응 발자국 소리만 들려도 짖는데 내가 짖지 마 하면은 또", "응 발자국 소리만 들려도 짖는데 내 짖지 마 하면은 또")]
    [InlineData("아침에 학교+ 학교에 갔다.", "아침에 학교 학교에 갔다", "아침에 학교 학교에 갔다")]
    [InlineData("o/ 그래서 지금 (3시)/(세 시)쯤 됐어?", "그래서 지금 3시쯤 됐어", "그래서 지금 세 시쯤 됐어")]
    [InlineData("n/ 어/ 나는 KBS 뉴스 봤어.", "어 나는 KBS 뉴스 봤어", "!latin")]
    [InlineData("(KBS)/(케이비에스) 뉴스 봤어.", "KBS 뉴스 봤어", "케이비에스 뉴스 봤어")]
    [InlineData("[공 일 공] 에 [팔 육 공 에 이 사 삼 칠*+] 이야.", "공 일 공 에 팔 육 공 에 이 사 삼 칠 이야", "공 일 공 에 팔 육 공 에 이 사 삼 칠 이야")]
    [InlineData("b/ l/ n/", "!empty", "!empty")]
    [InlineData("u/ 그거 맞지?", "!unk", "!unk")]
    [InlineData("잡음이* 너무 심하다*.", "잡음이 너무 심하다", "잡음이 너무 심하다")]
    [InlineData("(50%)?(오십 퍼센트) 할인", "50% 할인", "오십 퍼센트 할인")]
    [InlineData("(100%)(백 프로) 확실해.", "100% 확실해", "백 프로 확실해")]
    [InlineData("(2개) / (두 개) 주세요.", "2개 주세요", "두 개 주세요")]
    [InlineData("나는 (그거 + 그걸)/(그거 + 그걸) 했지.", "나는 그거 그걸 했지", "나는 그거 그걸 했지")]
    [InlineData("그냥 50%만 줘.", "그냥 50%만 줘", "!digit")]
    [InlineData("(AT&T)/(에이티앤티) 주식 샀어.", "ATT 주식 샀어", "에이티앤티 주식 샀어")]
    [InlineData("샵# 버튼 눌러.", "샵 버튼 눌러", "샵 버튼 눌러")]
    [InlineData("그 (뭐지 했어.", "!paren", "!paren")]
    [InlineData("그 (())/(()) 했어.", "!unclear", "!unclear")]
    [InlineData("iPhone/ 있잖아", "IPHONE 있잖아", "!latin")]
    [InlineData("하하l/그니까 진짜!", "하하 그니까 진짜", "하하 그니까 진짜")]
    [InlineData("(1988)/(일구팔팔) 봤어? (19살)/(열아홉 살) 때.", "1988 봤어 19살 때", "일구팔팔 봤어 열아홉 살 때")]
    [InlineData("언제 (20년)/(이십 년)?(3개)/(세 개) 말이야", "언제 20년 3개 말이야", "언제 이십 년 세 개 말이야")]
    public void Etri_markup_for_training(string raw, string spelling, string phonetic)
    {
        Assert.Equal(spelling, Normalize(raw, new() { Mode = "spelling" }));
        Assert.Equal(phonetic, Normalize(raw, new() { Mode = "phonetic" }));
    }

    [Theory]
    [InlineData("n/ 어/ 나는 KBS 뉴스 봤어.", "어 나는 KBS 뉴스 봤어")]
    [InlineData("u/ 그거 맞지?", "그거 맞지")]
    [InlineData("그냥 50%만 줘.", "그냥 50퍼센트만 줘")]
    public void Evaluation_keeps_every_utterance_that_has_words(string raw, string phonetic)
    {
        Assert.Equal(phonetic, Normalize(raw, new() { Mode = "phonetic", Purpose = "eval" }));
    }

    [Theory]
    [InlineData("매일 아침 쏟아지는 경제뉴스 (십 분만)/(10분만) 투자하면", "매일 아침 쏟아지는 경제뉴스 10분만 투자하면", "매일 아침 쏟아지는 경제뉴스 십 분만 투자하면")]
    [InlineData("네 @이름2 청장이 (십일월)/(11월) 둘째 주부터는", "!anonymised", "!anonymised")]
    [InlineData("(@씨엔엔)/(@CNN) 보도에 따르면", "CNN 보도에 따르면", "씨엔엔 보도에 따르면")]
    [InlineData("이게 (가는 날이 장날)/(idiom) 이죠 /(bgm)", "이게 가는 날이 장날 이죠", "이게 가는 날이 장날 이죠")]
    [InlineData("(idiom)/(금상첨화) 네요", "금상첨화 네요", "금상첨화 네요")]
    [InlineData("@웃음 아 그러니까 (이십 프로)/(20%) 정도", "아 그러니까 20% 정도", "아 그러니까 이십 프로 정도")]
    [InlineData("(11월)/(십일월) 초에", "11월 초에", "십일월 초에")]
    [InlineData("((모르겠습니다)) 그게", "!unclear", "!unclear")]
    [InlineData("오늘 &name1& 씨가", "!anonymised", "!anonymised")]
    [InlineData("/(noise) 네 맞습니다.", "네 맞습니다", "네 맞습니다")]
    [InlineData("/(noise)(십 분)/(10분) 뒤 /(bgm)/(noise)", "10분 뒤", "십 분 뒤")]
    public void Broadcast_markup(string raw, string spelling, string phonetic)
    {
        Assert.Equal(spelling, Normalize(raw, new() { Profile = "broadcast", Mode = "spelling" }));
        Assert.Equal(phonetic, Normalize(raw, new() { Profile = "broadcast", Mode = "phonetic" }));
    }

    [Theory]
    [InlineData("(FP:음) 오늘은 날씨가 좋네", "음 오늘은 날씨가 좋네")]
    [InlineData("(NO:) 그래서 (SP:세시에) 만나자", "그래서 세시에 만나자")]
    [InlineData("내일 뭐 해 (SN:)", "내일 뭐 해")]
    [InlineData("(NO:지금) 가자~", "지금 가자")]
    [InlineData("(NO:)", "!empty")]
    public void Free_talk_tags(string raw, string text)
    {
        Assert.Equal(text, Normalize(raw, new() { Profile = "freetalk", Mode = "spelling" }));
        Assert.Equal(text, Normalize(raw, new() { Profile = "freetalk", Mode = "phonetic" }));
    }

    [Fact]
    public void Fillers_repeats_and_tagged_content_can_be_dropped()
    {
        Assert.Equal("오늘은 날씨가 좋네", Normalize("(FP:음) 오늘은 날씨가 좋네", new() { Profile = "freetalk", Fillers = "drop" }));
        Assert.Equal("!tagged", Normalize("(NO:지금) 가자~", new() { Profile = "freetalk", Tagged = "reject" }));
        Assert.Equal("아침에 학교에 갔다", Normalize("아침에 학교+ 학교에 갔다.", new() { Repeats = "drop" }));
        Assert.Equal(
            "칠 십 퍼센트 확률이라니 몬 소리야 진짜 백 프로가 왜 안돼",
            Normalize("b/ (70%)/(칠 십 퍼센트) 확률이라니 아/ (뭐+ 뭔)/(모+ 몬) 소리야 진짜 (100%)/(백 프로)가 왜 안돼? n/", new() { Mode = "phonetic", Repeats = "drop", Fillers = "drop" }));
    }

    [Theory]
    [InlineData("#1 with both dropped", "b/ (70%)/(칠 십 퍼센트) 확률이라니 아/ (뭐+ 뭔)/(모+ 몬) 소리야 진짜 (100%)/(백 프로)가 왜 안돼? n/", "70% 확률이라니 뭔 소리야 진짜 100%가 왜 안돼")]
    [InlineData("blank before +", "전 + 전처럼", "전처럼")]
    [InlineData("blank before a glued +", "전 +전처럼", "전처럼")]
    [InlineData("filler that is Latin stays", "ok/ 그래", "OK 그래")]
    public void Disfluencies_dropped(string what, string raw, string text)
    {
        Assert.NotEmpty(what);
        Assert.Equal(text, Normalize(raw, new() { Repeats = "drop", Fillers = "drop" }));
    }

    [Theory]
    [InlineData("keep", "잡음이 심하다")]
    [InlineData("drop", "심하다")]
    [InlineData("reject", "!unclear")]
    public void Starred_words(string starred, string text)
    {
        Assert.Equal(text, Normalize("잡음이* 심하다.", new() { Starred = starred }));
    }

    [Theory]
    [InlineData("keep", "지금 가자 음")]
    [InlineData("drop", "가자")]
    [InlineData("reject", "!tagged")]
    public void Tags_with_content(string tagged, string text)
    {
        Assert.Equal(text, Normalize("(NO:지금) 가자 (FP:음) (SN:)", new() { Profile = "freetalk", Tagged = tagged }));
    }

    [Theory]
    [InlineData("#이름# 이 와시냐", "!anonymised")]
    [InlineData("{laughing} 경 해신디 {clearing}", "경 해신디")]
    [InlineData("((경)) 해신디", "!unclear")]
    [InlineData("(혼저)/(어서) 옵서예~ -불완전-", "어서 옵서예 불완전")]
    public void Dialect_markup(string raw, string spelling)
    {
        Assert.Equal(spelling, Normalize(raw, new() { Profile = "dialect" }));
    }

    [Theory]
    [InlineData("한글 [그대로], (괄호)", "!charset")]
    [InlineData("한글 [그대로], b/ 50%!", "한글 그대로 B 50%")]
    [InlineData("漢字", "!charset")]
    [InlineData("ㅋㅋ 웃겨", "!charset")]
    [InlineData("\uFEFF한\u200B글\u00A0\u3000（）", "!charset")]
    [InlineData("   ", "!empty")]
    public void Plain_text(string raw, string text)
    {
        Assert.Equal(text, Normalize(raw, new() { Profile = "plain" }));
    }

    [Fact]
    public void Evaluation_deletes_foreign_characters_and_says_which()
    {
        var result = new TranscriptNormalizer(new() { Purpose = "eval" }).Normalize("ㅋㅋ 漢字 웃겨 (뭐)");

        Assert.Equal("웃겨 뭐", result.Text);
        Assert.Equal("ㅋㅋ漢字", result.Residue);
        Assert.Equal(["unpaired", "charset"], result.Flags);
    }

    [Fact]
    public void Decomposed_text_is_composed()
    {
        Assert.Equal("한글 뉴스", Normalize("한글 뉴스".Normalize(System.Text.NormalizationForm.FormD), new()));
    }

    [Theory]
    [InlineData("KsponSpeech_087797", "그냥 퍼센트만 줘")]
    [InlineData("KsponSpeech_501006", "그냥 프로만 줘")]
    public void Percent_is_read_as_the_speaker_of_that_file_said_it(string id, string text)
    {
        Assert.Equal(text, new TranscriptNormalizer(new() { Mode = "phonetic" }).Normalize("그냥 %만 줘.", id).Text);
    }

    [Theory]
    [InlineData("(2개)/(두 개)", false)]
    [InlineData("(2개) / (두 개)", true)]
    [InlineData("(2개)(두 개)", true)]
    [InlineData("(2개)`(두 개)", true)]
    public void A_separator_that_was_repaired_is_flagged(string raw, bool isRepaired)
    {
        Assert.Equal(isRepaired, new TranscriptNormalizer(new()).Normalize(raw).Flags.Contains("repaired-sep"));
    }

    [Fact]
    public void A_dropped_filler_is_no_tag_that_rules_its_utterance_out()
    {
        Assert.Equal("가자", Normalize("(FP:음) 가자", new() { Profile = "freetalk", Fillers = "drop", Tagged = "reject" }));
        Assert.Equal("!tagged", Normalize("(FP:음) 가자", new() { Profile = "freetalk", Tagged = "reject" }));
    }

    [Fact]
    public void The_trace_names_the_rules_in_their_order()
    {
        var trace = new TranscriptNormalizer(new()).Normalize("b/ (50%)?(오십 퍼센트) 할인 + kbs!").Trace;

        Assert.Equal(["dual", "noise", "blank before +", "marked words", "marks", "punctuation", "case and blanks"], trace.Select(step => step.Rule));
    }

    private static readonly Gen<string> _markup = Gen.OneOf(
        OneOf("(20년)/(이십 년)", "(", ")", "/", "b/", "u/", "+", "*", "((", "))", "(@", "@웃음", "&", "#", "(NO:", "(FP:음)", "|", "%", "?", ".", ",", " ", "가", "KBS", "3", "~", "{", "}", "\u200B", "\ud83d", "ㅋ", "漢", "ᄀ", "ᅡ", "A"),
        Gen.String).Array[0, 12].Select(parts => string.Concat(parts));

    [Theory]
    [InlineData("etri")]
    [InlineData("broadcast")]
    [InlineData("freetalk")]
    [InlineData("dialect")]
    [InlineData("plain")]
    public void Any_input_gives_a_reason_or_allowed_characters_and_text_that_stays(string profile)
    {
        var options = Gen.Select(
            OneOf("spelling", "phonetic"), OneOf("train", "eval"), OneOf("off", "on"), OneOf("upper", "lower"),
            (mode, purpose, read, letters) => new NormalizationOptions { Profile = profile, Mode = mode, Purpose = purpose, ReadNumbers = read, Case = letters });
        Gen.Select(_markup, options).Sample((raw, chosen) =>
        {
            var result = new TranscriptNormalizer(chosen).Normalize(raw);
            if (result.Reason is not null)
            {
                Assert.Empty(result.Text);
                return;
            }

            Assert.Matches(chosen is { Mode: "phonetic", Purpose: "train" } ? "^[가-힣]+( [가-힣]+)*$" : "^[가-힣0-9A-Za-z%]+( [가-힣0-9A-Za-z%]+)*$", result.Text);
            Assert.Equal(result.Text, new TranscriptNormalizer(chosen with { Profile = "plain", ReadNumbers = "off" }).Normalize(result.Text).Text);
        }, iter: 1000);
    }

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static string Normalize(string raw, NormalizationOptions options)
    {
        var result = new TranscriptNormalizer(options).Normalize(raw);
        return result.Reason is { } reason ? $"!{reason}" : result.Text;
    }
}
