using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Files;
using HubertAsr.Evaluation.TestSets;

namespace HubertAsr.Tests.Evaluation;

public sealed class TestSetTests : IDisposable
{
    private static readonly KnownTestSet _known = new() { Name = "clean", Source = "somebody", Utterances = 2, Policies = ["p"], Words = [3, 4], Characters = [10], Tolerance = 0.2 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("하나 둘", "셋", false)] // 3 words and 5 characters, where 10 are expected
    [InlineData("하나 둘셋 넷", "다섯여", true)] // 4 words and 10 characters
    public void Sizes_within_the_tolerance_agree(string first, string second, bool agrees)
    {
        Assert.Equal(agrees, Assert.Single(Check("clean", "p", first, second)).Matches);
    }

    [Fact]
    public void A_lost_utterance_is_said_and_sizes_are_not_compared()
    {
        var verdict = Assert.Single(Check("corpus/clean", "p", "하나 둘셋 넷넷"));

        Assert.False(verdict.Matches);
        Assert.Equal(["1 utterances with a reference; 2 expected"], verdict.Notes);
    }

    [Fact]
    public void Under_another_policy_only_utterances_are_compared_and_other_names_are_left_alone()
    {
        Assert.True(Assert.Single(Check("clean", "q", "하", "나")).Matches);
        Assert.Empty(Check("other", "p", "하", "나"));
    }

    [Fact]
    public void A_frozen_set_agrees_with_itself_and_names_the_ids_that_came_and_went()
    {
        var set = Scorer.Score("clean", [new("b", "둘", null), new("a", "하나", null)]);
        FrozenIds.Write(_folder.Path, set, "p");
        var frozen = new KnownTestSet { Name = "clean", Ids = _folder.File("clean.ids") };

        Assert.Equal(["# clean: 2 utterances with a reference", "a", "b"], File.ReadAllLines(frozen.Ids));
        Assert.True(Verdict(set).Matches);
        var other = Verdict(Scorer.Score("clean", [new("a", "하나", null), new("c", "셋", null)]));
        Assert.False(other.Matches);
        Assert.Equal(["1 ids of clean.ids are not scored: b", "1 scored ids are not in clean.ids: c"], other.Notes);

        TestSetVerdict Verdict(ScoreSet scored) => Assert.Single(new TestSetCheck([frozen], "p").Check(new TranscriptTable("r", [], [], 0), [scored]));
    }

    private static IReadOnlyList<TestSetVerdict> Check(string name, string policy, params string[] references) =>
        new TestSetCheck([_known], policy).Check(new TranscriptTable("r", [], [], 0), [Scorer.Score(name, references.Select((text, index) => new ScoringPair($"{index}", text, null)))]);
}
