using HubertAsr.Evaluation;

namespace HubertAsr.Tests.Evaluation;

/// <summary>The table of the scoring protocol: edits and reference units that a person can count.</summary>
public sealed class WorkedNumbersTests
{
    [Theory]
    [InlineData("오늘 날씨가 맑습니다", "오늘 날씨는 맑습니다", "1/11", "1/9", "1/3", "1/3")]
    [InlineData("커피 한 잔 주세요", "커피 한잔 주세요", "1/10", "0/7", "2/4", "0/4")]
    [InlineData("왜 안 돼", "왜 안돼", "1/5", "0/3", "2/3", "0/3")]
    [InlineData("그럼 20년 전 전처럼", "그럼 이십 년 전 전처럼", "3/12", "2/9", "2/4", "1/4")]
    [InlineData("아 뭐 뭔 소리야", "아 뭔 소리야", "2/9", "1/6", "1/4", "1/4")]
    [InlineData("네", "", "1/1", "1/1", "1/1", "1/1")]
    public void The_four_error_rates_are_those_of_the_protocol(string reference, string hypothesis, string spaced, string unspaced, string words, string respaced)
    {
        var measures = Scorer.Score(reference, hypothesis);

        Assert.Equal([spaced, unspaced, words, respaced],
            [Fraction(measures.CerWithSpaces), Fraction(measures.CerWithoutSpaces), Fraction(measures.Wer), Fraction(measures.SpaceNormalizedWer)]);
    }

    [Theory]
    [InlineData("값이", "갑시", "2/5", "1/2", "0/2", "1/1")] // ㄱㅏㅄㅇㅣ: both consonants differ
    [InlineData("나는", "너는", "1/5", "0/2", "1/2", "0/1")]
    [InlineData("강", "가", "1/3", "0/1", "0/1", "1/1")]
    [InlineData("가", "각", "1/2", "0/1", "0/1", "1/0")]
    [InlineData("가나", "가", "2/4", "1/2", "1/2", "0/0")]
    [InlineData("A가", "나가", "2/3", "1/1", "1/1", "0/0")] // a letter has no parts: those of 나 are insertions
    public void Jamo_and_the_places_of_a_syllable_are_counted_apart(string reference, string hypothesis, string jamo, string onset, string nucleus, string coda)
    {
        var measures = Scorer.Score(reference, hypothesis);

        Assert.Equal([jamo, onset, nucleus, coda], [Fraction(measures.Jamo), Fraction(measures.Onset), Fraction(measures.Nucleus), Fraction(measures.Coda)]);
    }

    [Theory]
    [InlineData("가 나 다", "가나다", 0, 2, 0)]
    [InlineData("가 나 다", "가 나다", 1, 2, 1)]
    [InlineData("아버지가 방에 들어가신다", "아버지 가방에 들어가신다", 1, 2, 2)]
    [InlineData("하나 둘", "하나 셋", 1, 1, 1)] // the word is wrong, its blank is right
    [InlineData("하나 둘", "하나", 0, 1, 0)]
    public void A_blank_is_right_when_it_stands_before_the_same_place(string reference, string hypothesis, long correct, long inReference, long inHypothesis)
    {
        Assert.Equal(new SpacingCounts(correct, inReference, inHypothesis), Scorer.Score(reference, hypothesis).Spacing);
    }

    [Fact]
    public void Precision_recall_and_F1_of_spacing_follow_from_the_counts()
    {
        var spacing = new SpacingCounts(Correct: 3, Reference: 6, Hypothesis: 4);

        Assert.Equal((0.75, 0.5, 0.6), (spacing.Precision, spacing.Recall, spacing.F1));
    }

    private static string Fraction(ErrorCounts counts) => $"{counts.Errors}/{counts.Reference}";
}
