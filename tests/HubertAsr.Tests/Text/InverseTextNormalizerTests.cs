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
    // Sino-Korean numbers before native counters, native ones behind hundreds.
    [InlineData("이십 명이", "20명이")]
    [InlineData("칠십 구 명", "79명")]
    [InlineData("이십사 시간", "24시간")]
    [InlineData("백두 살", "102살")]
    [InlineData("백 스물다섯 명", "125명")]
    [InlineData("일 번 문제", "1번 문제")]
    // Dates and times: what stands before proves what alone would be another word.
    [InlineData("이천 이십 사 년 삼 월 일 일", "2024년 3월 1일")]
    [InlineData("칠월 칠일", "7월 7일")]
    [InlineData("시월 십일에", "10월 10일에")]
    [InlineData("세 시 이 분 이 초", "3시 2분 2초")]
    [InlineData("오후 네시 반", "오후 4시 반")]
    [InlineData("이십일세기", "21세기")]
    [InlineData("영하 이 도", "영하 2도")]
    [InlineData("이 주 동안", "2주 동안")]
    [InlineData("이십일 동안", "20일 동안")]
    // Numbers with something more.
    [InlineData("이십여 년", "20여 년")]
    [InlineData("십여 명이", "10여 명이")]
    [InlineData("삼십에서 사십 명", "30에서 40명")]
    [InlineData("제 이 차 세계 대전", "제2차 세계 대전")]
    [InlineData("제이차 세계 대전", "제2차 세계 대전")]
    [InlineData("만 십팔 세 이상", "만 18세 이상")]
    [InlineData("한 명당 오만원권 두 장씩", "1명당 5만원권 2장씩")]
    [InlineData("삼 대 일로 이겼다", "3 대 1로 이겼다")]
    [InlineData("경쟁률 이십 대 일", "경쟁률 20 대 1")]
    [InlineData("육이오 때", "6·25 때")]
    [InlineData("구조 오천억 원", "9조 5000억원")]
    // Decimals, however the recogniser sets its blanks.
    [InlineData("삼점일사", "3.14")]
    [InlineData("영점 오 퍼센트", "0.5%")]
    [InlineData("삼십육점오도", "36.5도")]
    [InlineData("삼 점 일 사 일 오 구", "3.14159")]
    [InlineData("삼 점 오 이 정도", "3.5 이 정도")]
    // Telephone numbers, with what is said between the groups; other rows of digits.
    [InlineData("공일공에 일이삼사에 오육칠팔이요", "010-1234-5678이요")]
    [InlineData("공삼일 이이이에 삼삼삼삼", "031-222-3333")]
    [InlineData("천일 퍼센트", "1001%")]
    [InlineData("공일공 다시 일이삼사 다시 오육칠팔", "010-1234-5678")]
    [InlineData("비밀번호는 구팔칠육이에요", "비밀번호는 9876이에요")]
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
    [InlineData("화장 진한 천사도 독특한 구조도 마지막 구조 장면")]
    [InlineData("어떤 한 장면 이 세대 한 시대를 풍미한 이 세 영화")]
    [InlineData("모든 걸 뒤로 한 채 맥주 한 잔")]
    [InlineData("주저하던 일조차 구분이 안 간다")]
    [InlineData("네 알고 살고 두 달라고 네 배가 고파요")]
    [InlineData("몇 천 원 몇 십 년 두 세번")]
    [InlineData("두 마리 토끼 두 번 다시 한 시도 천 번 만 번")]
    [InlineData("천만이 넘는 관객 이유로 이 프로 이 회의에서")]
    [InlineData("십 대 이십 대 사회 문제 두통 세배 세척")]
    [InlineData("사과 오이 구두 만약 조금 일요일 육개장 이사 사이 팔자 구경 조건 백성 억지로")]
    [InlineData("제일 좋아 제삼자 이점이 많다 오오오오 일일이")]
    [InlineData("")]
    public void Words_that_only_look_like_numbers_stay(string text)
    {
        Assert.Equal(text.Replace("오 년", "5년", StringComparison.Ordinal).Replace("십 대 이십 대", "10대 20대", StringComparison.Ordinal), InverseTextNormalizer.Normalize(text));
    }

    [Fact]
    public void What_is_written_behind_any_counter_comes_back_from_its_reading()
    {
        var counters = Counter.BySound.ToList();
        Gen.Select(Gen.Int[0, counters.Count - 1], Gen.Int[2, 9999]).Sample((index, number) =>
        {
            var counter = counters[index];
            var spoken = counter.Read(number);
            if (counter.Words.Contains("*") || counter.Words.Contains(spoken.Split(' ')[0]) || number > counter.Most) return;

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
