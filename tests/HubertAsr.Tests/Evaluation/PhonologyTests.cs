using HubertAsr.Evaluation.Analysis;

namespace HubertAsr.Tests.Evaluation;

public sealed class PhonologyTests
{
    public static TheoryData<string, string, string> Examples =>
        [.. PhonologyRules.Default.Examples.Select(example => (example.Rule, example.Reference, example.Hypothesis))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_the_tables_is_named_by_its_rule_alone(string rule, string reference, string hypothesis)
    {
        var named = Name(reference, hypothesis);

        Assert.NotEmpty(named.Differences);
        Assert.All(named.Differences, difference => Assert.Equal(rule, difference.Rule));
        Assert.Equal(named.Substitutions, named.Explained);
    }

    [Fact]
    public void Every_rule_has_an_example()
    {
        Assert.Equal(PhonologyRules.Default.Names.Keys.Order(), PhonologyRules.Default.Examples.Select(example => example.Rule).Distinct().Order());
    }

    [Fact]
    public void A_spelling_that_only_sounds_like_the_reference_is_the_rule_in_reverse()
    {
        var difference = Assert.Single(Name("궁물", "국물").Differences);

        Assert.Equal(new NamedDifference("nasalisation", true, "궁물", "국물"), difference);
    }

    [Fact]
    public void Two_letters_without_one_rule_for_both_are_named_one_by_one()
    {
        Assert.Equal(["final_loss", "tensification"], Name("강가", "가까").Differences.Select(difference => difference.Rule));
    }

    [Fact]
    public void What_no_rule_explains_stays_without_a_name()
    {
        var named = Name("나무", "더무");

        Assert.Equal((1, 0), (named.Substitutions, named.Explained));
    }

    [Fact]
    public void A_rule_may_cross_a_blank_but_not_when_it_holds_in_words_only()
    {
        Assert.Equal("tensification", Assert.Single(Name("할 거야", "할 꺼야").Differences).Rule);
        Assert.Equal("final_loss", Assert.Single(Name("못 가", "모 가").Differences).Rule);
        Assert.Equal("saisiot", Assert.Single(Name("못가", "모가").Differences).Rule);
    }

    private static NamedErrors Name(string reference, string hypothesis) =>
        new ErrorNamer(PhonologyRules.Default).Name(AlignedColumns.Of(reference, hypothesis).Columns);
}
