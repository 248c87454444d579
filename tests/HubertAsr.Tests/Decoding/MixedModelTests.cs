using HubertAsr.Decoding;

namespace HubertAsr.Tests.Decoding;

public sealed class MixedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_mixture_has_the_weighted_probability_of_every_n_gram_and_sums_to_one()
    {
        Build("a.arpa", "가 나 다", "가 나", "나 다 가", "가 다");
        Build("b.arpa", "라 나 가", "라 나", "나 라 라", "가 라");

        MixedModel.Write(_folder["a.arpa"], _folder["b.arpa"], 0.3, _folder["mixed.arpa"]);

        using var first = LanguageModelFile.Open(_folder["a.arpa"]);
        using var second = LanguageModelFile.Open(_folder["b.arpa"]);
        using var mixed = LanguageModelFile.Open(_folder["mixed.arpa"]);
        Assert.Equal(Math.Log10((0.3 * P(first, "가", "나")) + (0.7 * P(second, "가", "나"))), Math.Log10(P(mixed, "가", "나")), 1e-5);
        Assert.Equal(Math.Log10(0.7 * P(second, "나", "라")), Math.Log10(P(mixed, "나", "라")), 1e-5);
        foreach (var context in new[] { "", "가", "나", "다", "라", "가 나", "라 나", "다 라" })
            Assert.Equal(1, Enumerable.Range(0, mixed.Words.Count).Where(id => id != mixed.SentenceStart).Sum(id => P(mixed, context, (uint)id)), 1e-5);
        Assert.Equal(["a.arpa", "b.arpa", "mixed.arpa"], _folder.Names);
    }

    [Fact]
    public void The_weight_goes_to_the_model_that_fits_the_dev_text()
    {
        Build("a.arpa", "가 나 다", "가 나", "나 다 가", "가 다");
        Build("b.arpa", "라 나 가", "라 나", "나 라 라", "가 라");
        using var first = LanguageModelFile.Open(_folder["a.arpa"]);
        using var second = LanguageModelFile.Open(_folder["b.arpa"]);

        Assert.InRange(MixtureWeight.Fit(first, second, ["가 나 다", "나 다 가"]).First, 0.8, 1);
        Assert.InRange(MixtureWeight.Fit(first, second, ["라 나 가", "나 라 라"]).First, 0, 0.2);
        Assert.Contains("either model knows", Assert.Throws<InvalidDataException>(() => MixtureWeight.Fit(first, second, [])).Message);
    }

    [Theory]
    [InlineData("가 나 다", "나 다 가", "라 나 가")]
    [InlineData("가 나 다", "나 라 라", "가 라 모르는말")]
    [InlineData("라 나", "라 라", "가 다")]
    public void No_other_weight_makes_the_dev_text_likelier(params string[] dev)
    {
        Build("a.arpa", "가 나 다", "가 나", "나 다 가", "가 다");
        Build("b.arpa", "라 나 가", "라 나", "나 라 라", "가 라");
        using var first = LanguageModelFile.Open(_folder["a.arpa"]);
        using var second = LanguageModelFile.Open(_folder["b.arpa"]);

        var found = MixtureWeight.Fit(first, second, dev);

        var tokens = dev.SelectMany(line => SentenceScore.Of(first, line).Words.Zip(SentenceScore.Of(second, line).Words))
            .Where(token => !(token.First.IsUnknown && token.Second.IsUnknown)).ToList();
        var best = Enumerable.Range(1, 999).MinBy(thousandth => PerplexityAt(thousandth / 1000.0));
        Assert.Equal(best / 1000.0, found.First, 0.0011);
        Assert.True(found.Perplexity <= PerplexityAt(best / 1000.0) + 1e-9);

        double PerplexityAt(double weight) => Math.Exp(-tokens.Average(token => Math.Log((weight * Known(token.First)) + ((1 - weight) * Known(token.Second)))));
        static double Known(WordScore score) => score.IsUnknown ? 0 : Math.Pow(10, score.Log10);
    }

    [Fact]
    public void Models_of_syllables_are_weighed_on_plain_text()
    {
        foreach (var (name, line) in new[] { ("a.arpa", "나는 밥을 먹는다"), ("b.arpa", "너는 물을 마신다") })
            new NGramModelBuilder(new LanguageModelOptions { Order = 2, Unit = NGramUnit.Syllable }, _folder[name]).Build([line, line], name);
        using var first = LanguageModelFile.Open(_folder["a.arpa"]);
        using var second = LanguageModelFile.Open(_folder["b.arpa"]);

        Assert.Equal(MixtureWeight.Fit(first, second, ["나 는 ▁ 밥 을"]), MixtureWeight.Fit(first, second, ["나는 밥을"]));
        Assert.InRange(MixtureWeight.Fit(first, second, ["나는 밥을"]).First, 0.8, 1);
    }

    private void Build(string name, params string[] lines) => new NGramModelBuilder(new LanguageModelOptions { Order = 3 }, _folder[name]).Build(lines, name);

    private static double P(NGramModel model, string context, string word) => P(model, context, model.Index(word));

    private static double P(NGramModel model, string context, uint word)
    {
        var state = default(NGramContext);
        foreach (var before in context.Split(' ', StringSplitOptions.RemoveEmptyEntries)) model.Score(state, model.Index(before), out state);
        return Math.Pow(10, model.Score(state, word, out _).Log10);
    }
}
