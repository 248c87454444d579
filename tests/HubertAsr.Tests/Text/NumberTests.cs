using CsCheck;
using HubertAsr.Text;

namespace HubertAsr.Tests.Text;

public sealed class NumberTests
{
    [Theory]
    [InlineData(0, "영")]
    [InlineData(7, "칠")]
    [InlineData(10, "십")]
    [InlineData(16, "십육")]
    [InlineData(111, "백십일")]
    [InlineData(1988, "천구백팔십팔")]
    [InlineData(2024, "이천이십사")]
    [InlineData(10_000, "만")]
    [InlineData(11_000, "만 천")]
    [InlineData(32_500, "삼만 이천오백")]
    [InlineData(110_000, "십일만")]
    [InlineData(100_000_000, "일억")]
    [InlineData(1_234_567_898, "십이억 삼천사백오십육만 칠천팔백구십팔")]
    [InlineData(1_000_000_000_001, "일조 일")]
    [InlineData(10_000_000_000_000_000, "일경")]
    public void Sino_Korean_numbers_are_read(long number, string reading)
    {
        Assert.Equal(reading, SinoNumber.Read(number));
    }

    [Fact]
    public void A_reading_says_its_number_again()
    {
        Gen.Frequency((3, Gen.Long[0, SinoNumber.Largest]), (3, Gen.Long[0, 1_000_000]), (1, Gen.Int[0, 16].Select(power => (long)Math.Pow(10, power)))).Sample(number =>
        {
            Assert.True(SinoNumber.TryParse(SinoNumber.Read(number), out var again));
            Assert.Equal(number, again);
            Assert.Equal(SinoNumber.Read(number), NumberReader.Read(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }, iter: 2000);
    }

    [Theory]
    [InlineData("일만", 10_000)]
    [InlineData("칠 십", 70)]
    [InlineData("일천구백", 1900)]
    public void Other_spellings_of_a_number_are_understood(string words, long number)
    {
        Assert.True(SinoNumber.TryParse(words, out var value));
        Assert.Equal(number, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("이삼")]
    [InlineData("십백")]
    [InlineData("만억")]
    [InlineData("만만")]
    [InlineData("영일")]
    [InlineData("일영")]
    [InlineData("삼개")]
    [InlineData("이경")]
    [InlineData("구천구백구십구경")]
    public void What_is_no_number_up_to_ten_quadrillion_is_refused(string words)
    {
        Assert.False(SinoNumber.TryParse(words, out _));
    }

    [Fact]
    public void Native_numerals_say_their_numbers_again()
    {
        Assert.Equal(["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한"], Enumerable.Range(1, 11).Select(NativeNumber.Read));
        Assert.Equal(["스무", "스물세", "서른", "아흔아홉"], new[] { 20, 23, 30, 99 }.Select(NativeNumber.Read));
        foreach (var number in Enumerable.Range(1, 99))
        {
            Assert.True(NativeNumber.TryParse(NativeNumber.Read(number), out var again));
            Assert.Equal(number, again);
        }
    }

    [Theory]
    // Counters choose the series.
    [InlineData("3시 3분", "세 시 삼 분")]
    [InlineData("20살", "스무 살")]
    [InlineData("23살이야", "스물세 살이야")]
    [InlineData("2024년", "이천이십사 년")]
    [InlineData("6월 10월 11월", "유월 시월 십일월")]
    [InlineData("13시", "십삼 시")]
    [InlineData("3시간 3개월 3개", "세 시간 삼 개월 세 개")]
    [InlineData("100개", "백 개")]
    [InlineData("2대 20대", "두 대 이십 대")]
    [InlineData("1번째", "첫 번째")]
    [InlineData("5 번", "다섯 번")]
    // Numbers of other forms.
    [InlineData("010-1234", "공일공 일이삼사")]
    [InlineData("010-1234-5678", "공일공 일이삼사 오육칠팔")]
    [InlineData("1588-1234", "일오팔팔 일이삼사")]
    [InlineData("007", "공공칠")]
    [InlineData("1.5", "일 점 오")]
    [InlineData("0.05%", "영 점 영오 퍼센트")]
    [InlineData("1/2", "이분의 일")]
    [InlineData("3분의 2", "삼분의 이")]
    [InlineData("50%가", "오십 퍼센트가")]
    [InlineData("3:30", "세 시 삼십 분")]
    [InlineData("12:00에", "열두 시에")]
    [InlineData("1,234,567원", "백이십삼만 사천오백육십칠 원")]
    [InlineData("3만 2500원", "삼만 이천오백 원")]
    [InlineData("20만명", "이십만 명")]
    [InlineData("1만 5000원", "만 오천 원")]
    [InlineData("2천만원", "이천만 원")]
    [InlineData("$5", "오 달러")]
    [InlineData("5km를 30분", "오 킬로미터를 삼십 분")]
    [InlineData("12345678901234567890", "일이삼사오육칠팔구공일이삼사오육칠팔구공")]
    // Dates.
    [InlineData("2024.3.5", "이천이십사 년 삼월 오 일")]
    [InlineData("2024. 10. 05.에", "이천이십사 년 시월 오 일에")]
    [InlineData("2024-06-15", "이천이십사 년 유월 십오 일")]
    [InlineData("1999/12/31", "천구백구십구 년 십이월 삼십일 일")]
    [InlineData("2024.13.5", "이천이십사 점 십삼 점 오")]
    [InlineData("버전 1.2.10", "버전 일 점 이 점 십")]
    // From one number to another.
    [InlineData("3~4개", "서너 개")]
    [InlineData("1~2번", "한두 번")]
    [InlineData("5-6명이", "대여섯 명이")]
    [InlineData("3~5명", "세 명에서 다섯 명")]
    [InlineData("9~10시", "아홉 시에서 열 시")]
    [InlineData("10-20%", "십에서 이십 퍼센트")]
    [InlineData("10 ~ 20분", "십에서 이십 분")]
    [InlineData("1.5~2배", "일 점 오에서 두 배")]
    [InlineData("6~7월", "유월에서 칠월")]
    [InlineData("1월~3월", "일월에서 삼월")]
    [InlineData("3~4만원", "삼에서 사만 원")]
    [InlineData("1,000~2,000원", "천에서 이천 원")]
    [InlineData("3~4", "삼에서 사")]
    [InlineData("3-1", "삼-일")]
    [InlineData("가자~ 3시에", "가자~ 세 시에")]
    // Latin capitals.
    [InlineData("KBS 뉴스", "케이비에스 뉴스")]
    [InlineData("AT&T", "에이티앤티")]
    [InlineData("MP3", "엠피삼")]
    [InlineData("iPhone", "iPhone")]
    [InlineData("말만", "말만")]
    public void Digits_units_and_capitals_are_read(string written, string spoken)
    {
        Assert.Equal(spoken, NumberReader.Read(written));
    }

    [Fact]
    public void Nothing_that_is_written_makes_the_reader_throw_or_leaves_a_digit()
    {
        Gen.String["0123456789.,:/-~%$₩ 만천시분년개AKa&\u0661Ⅳ"].Sample(text => Assert.DoesNotContain(NumberReader.Read(text), char.IsAsciiDigit), iter: 2000);
    }
}
