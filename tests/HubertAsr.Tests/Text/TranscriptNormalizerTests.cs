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

    private static string Normalize(string raw, NormalizationOptions options)
    {
        var result = new TranscriptNormalizer(options).Normalize(raw);
        return result.Reason is { } reason ? $"!{reason}" : result.Text;
    }
}
