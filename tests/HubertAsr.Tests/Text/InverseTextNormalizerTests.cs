using CsCheck;
using HubertAsr.Text;
using HubertAsr.Text.Numbers;

namespace HubertAsr.Tests.Text;

public sealed class InverseTextNormalizerTests
{
    [Theory]
    [InlineData("스물세 살", "23살")]
    [InlineData("스물 세 살이에요", "23살이에요")]
    [InlineData("이천이십사년", "2024년")]
    [InlineData("이천이십사 년에 만나", "2024년에 만나")]
    [InlineData("이천 이십사 년", "2024년")]
    [InlineData("오십 퍼센트", "50%")]
    [InlineData("오십 프로 할인", "50% 할인")]
    [InlineData("세 시 삼십 분쯤", "3시 30분쯤")]
    [InlineData("열두시에", "12시에")]
    [InlineData("시월 십일 일", "10월 11일")]
    [InlineData("유월에", "6월에")]
    [InlineData("삼만 이천오백 원", "3만 2500원")]
    [InlineData("만 원", "1만원")]
    [InlineData("백이십삼만 사천오백육십칠 명", "123만 4567명")]
    [InlineData("공일공 일이삼사 오육칠팔", "010-1234-5678")]
    [InlineData("공일공 일이삼사 오육칠팔번이야", "010-1234-5678번이야")]
    [InlineData("공 일 공 일 이 삼 사 오 육 칠 팔", "010-1234-5678")]
    [InlineData("공이 삼사오 육칠팔구", "02-345-6789")]
    [InlineData("공이일이삼사오육칠팔", "02-1234-5678")]
    [InlineData("일오팔팔 일이삼사", "1588-1234")]
    [InlineData("일 점 오 배", "1.5배")]
    [InlineData("삼 점 일사", "3.14")]
    [InlineData("이분의 일", "1/2")]
    [InlineData("삼 분의 이가", "2/3가")]
    [InlineData("이천이십사", "2024")]
    [InlineData("삼 킬로미터를 걸었다", "3km를 걸었다")]
    public void Spoken_numbers_are_written(string spoken, string written)
    {
        Assert.Equal(written, InverseTextNormalizer.Normalize(spoken));
    }

    [Theory]
    [InlineData("이 사람이 일 하고 오 년")]
    [InlineData("두 사람")]
    [InlineData("한 번 해 봐")]
    [InlineData("세상 사람 한편 만원 버스")]
    [InlineData("이 분이 그 분이야")]
    [InlineData("이분의 일이 많다")]
    [InlineData("네가 사 가는 구두")]
    [InlineData("일주일 동안")]
    [InlineData("이십 시장")]
    [InlineData("천만에요 오십시오")]
    [InlineData("이 점 이 문제")]
    [InlineData("")]
    public void Words_that_only_look_like_numbers_stay(string text)
    {
        Assert.Equal(text.Replace("오 년", "5년", StringComparison.Ordinal), InverseTextNormalizer.Normalize(text));
    }

    [Fact]
    public void What_is_written_behind_any_counter_comes_back_from_its_reading()
    {
        var counters = Counter.BySound.ToList();
        Gen.Select(Gen.Int[0, counters.Count - 1], Gen.Int[2, 9999]).Sample((index, number) =>
        {
            var counter = counters[index];
            var spoken = counter.Read(number);
            if (counter.Words.Contains("*") || counter.Words.Contains(spoken.Split(' ')[0])) return;

            Assert.Equal($"{number}{counter.Written}", InverseTextNormalizer.Normalize(spoken));
        }, iter: 3000);
    }

    [Fact]
    public void Reading_what_was_written_gives_what_was_spoken()
    {
        Gen.Long[1000, SinoNumber.Largest].Sample(number =>
        {
            var spoken = SinoNumber.Read(number) + " 원이";
            Assert.Equal(spoken, NumberReader.Read(InverseTextNormalizer.Normalize(spoken)));
        }, iter: 1000);
    }

    [Fact]
    public void No_text_makes_it_throw_and_text_without_numerals_stays()
    {
        Gen.String["일이삼사오육칠팔구영공십백천만억점분의 한두세네열스물개시살년가"].Sample(text => Assert.NotNull(InverseTextNormalizer.Normalize(text)), iter: 2000);
        Gen.String["가나다라 마바아자타파하"].Sample(text => Assert.Equal(text, InverseTextNormalizer.Normalize(text)), iter: 500);
    }
}
