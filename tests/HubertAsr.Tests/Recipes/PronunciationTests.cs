using HubertAsr.Recipes.Demo;

namespace HubertAsr.Tests.Recipes;

/// <summary>Examples of the standard pronunciation rules (표준 발음법), each from the rule it stands beside.</summary>
public sealed class PronunciationTests
{
    [Theory]
    [InlineData("옷이 있어", "오시 이써")] // 제13항 liaison
    [InlineData("앉아 젊어 닭을 값이", "안자 절머 달글 갑씨")] // 제14항 two-letter codas
    [InlineData("강아지 방에", "강아지 방에")] // ㅇ stays
    [InlineData("밖 옷 꽃 앞 넋 여덟 삶", "박 옫 꼳 압 넉 여덜 삼")] // 제8항–제11항 neutral codas
    [InlineData("좋고 많다 놓는 싫어 많이", "조코 만타 논는 시러 마니")] // 제12항 ㅎ
    [InlineData("못해 입학 앉히다 밝히다", "모태 이팍 안치다 발키다")] // 제12항, before ㅎ
    [InlineData("같이 굳이 닫혀 붙여", "가치 구지 다처 부처")] // 제17항 palatalisation, 제5항 처
    [InlineData("국물 밥물 꽃망울 읽는", "궁물 밤물 꼰망울 잉는")] // 제18항 nasal
    [InlineData("정리 음료 독립 협력", "정니 음뇨 동닙 혐녁")] // 제19항
    [InlineData("신라 칼날 전라도 잃는", "실라 칼랄 절라도 일른")] // 제20항 lateral
    [InlineData("국밥 학교 듣고 맑게 넓다", "국빱 학꾜 듣꼬 말께 널따")] // 제23항, 제11항 tensing
    [InlineData("의자 희망 주의", "의자 히망 주이")] // 제5항
    public void Spelling_is_turned_into_what_is_said(string spelling, string said) =>
        Assert.Equal(said, new Pronunciation(new Dictionary<string, string>()).Of(spelling));

    [Fact]
    public void A_word_of_the_list_is_said_as_the_list_says()
    {
        var pronunciation = new Pronunciation(new Dictionary<string, string> { ["꽃집"] = "꼳찝" });

        Assert.Equal("꼳찝 가는 길", pronunciation.Of("꽃집 가는 길"));
    }

    [Theory]
    [InlineData("엄마(이/가)", "엄마가")]
    [InlineData("동생(이/가)", "동생이")]
    [InlineData("엄마(와/과)", "엄마와")]
    [InlineData("동생(와/과)", "동생과")]
    [InlineData("서울(으로/로)", "서울로")]
    [InlineData("부엌(으로/로)", "부엌으로")]
    public void A_particle_follows_the_letter_before_it(string word, string expected) => Assert.Equal(expected, CommandSource.Particle(word));
}
