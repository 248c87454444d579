using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Analysis;

namespace HubertAsr.Tests.Evaluation;

public sealed class ErrorAnalysisTests
{
    [Theory]
    [InlineData("학교에 갔다", "학교를 갔다", WordErrorKind.ParticleWrong)]
    [InlineData("학교에서 왔다", "학교에게서 왔다", WordErrorKind.ParticleWrong)]
    [InlineData("밥을 먹었다", "밥 먹었다", WordErrorKind.ParticleLost)]
    [InlineData("밥 먹었다", "밥을 먹었다", WordErrorKind.ParticleAdded)]
    [InlineData("집에 갔어요", "집에 갔어", WordErrorKind.EndingWrong)]
    [InlineData("집에 가는데", "집에 가니까", WordErrorKind.EndingWrong)]
    [InlineData("오후 3시에", "오후 세시에", WordErrorKind.Number)]
    [InlineData("TV를 본다", "티브이를 본다", WordErrorKind.Latin)]
    [InlineData("어 그래서", "그래서", WordErrorKind.Filler)]
    [InlineData("그래서", "음 그래서", WordErrorKind.Filler)]
    [InlineData("사람이 많다", "바람이 많다", WordErrorKind.Other)]
    public void A_wrong_word_is_sorted_by_what_differs(string reference, string hypothesis, WordErrorKind kind)
    {
        Assert.Equal(kind, Assert.Single(Analyze((reference, hypothesis)).Words).Kind);
    }

    [Fact]
    public void Errors_of_blanks_alone_are_set_apart()
    {
        var analysis = Analyze(("왜 안 돼", "왜 안돼"), ("커피 한 잔", "커피 두 잔"));

        Assert.Equal((1, 2L), (analysis.SpacingOnlyUtterances, analysis.SpacingOnlyWords));
        Assert.Equal(("한", "두", 1), Single(analysis.Syllables));
    }

    [Fact]
    public void Confusions_are_counted_by_syllable_and_by_letter_with_their_places()
    {
        var analysis = Analyze(("방에 있다", "반에 있다"), ("방도 크다", "반도 크다"), ("강", "간"));

        Assert.Equal([("방", "반", 2), ("강", "간", 1)], analysis.Syllables.Select(Counted));
        Assert.Equal(("ㅇ", "ㄴ", 3), Single(analysis.Codas));
        Assert.Empty(analysis.Onsets);
        Assert.Equal(new ErrorExample("0", "방에있", "반에있"), analysis.Syllables[0].Examples[0]);
        Assert.Equal((3, 3), (analysis.Substitutions, analysis.Explained));
        Assert.Equal(("nasal_final", 3), (analysis.Rules[0].Rule.Id, analysis.Rules[0].Count));
    }

    [Fact]
    public void Lost_and_added_syllables_are_counted_apart()
    {
        var analysis = Analyze(("네 네", "네"), ("가다", "가다가"));

        Assert.Equal(("네", "", 1), Single(analysis.Deleted));
        Assert.Equal(("", "가", 1), Single(analysis.Inserted));
    }

    [Fact]
    public void A_missing_hypothesis_says_nothing_about_ears()
    {
        var analysis = ErrorAnalyzer.Analyze(Scorer.Score("s", [new("a", "네", null)]));

        Assert.Empty(analysis.Deleted);
    }

    private static ErrorAnalysis Analyze(params (string Reference, string Hypothesis)[] pairs) =>
        ErrorAnalyzer.Analyze(Scorer.Score("s", pairs.Select((pair, i) => new ScoringPair($"{i}", pair.Reference, pair.Hypothesis))));

    private static (string Reference, string Hypothesis, int Count) Single(IReadOnlyList<Confusion> confusions) => Counted(Assert.Single(confusions));

    private static (string Reference, string Hypothesis, int Count) Counted(Confusion confusion) => (confusion.Reference, confusion.Hypothesis, confusion.Count);
}
