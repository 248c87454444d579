using HubertAsr.Decoding;
using HubertAsr.Evaluation;
using HubertAsr.Evaluation.Attribution;
using HubertAsr.Text;

namespace HubertAsr.Tests.Evaluation;

/// <summary>Emissions over [PAD] [UNK] | 가 나 다, made so that each part of a recogniser is to blame in turn.</summary>
public sealed class ErrorAttributionTests : IDisposable
{
    private static readonly CtcVocabulary _vocabulary = CtcVocabulary.ForSyllables(["가 가 가 나 나 다"]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_scores_the_sum_over_every_path_that_gives_it()
    {
        var tokenizer = CtcTokenizer.Create(_vocabulary);
        var random = new Random(3);
        var emissions = Frames([.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, _vocabulary.Count).Select(_ => random.NextDouble() + 0.05).ToArray())]);
        var sums = new Dictionary<string, double>();
        for (var path = 0; path < Math.Pow(_vocabulary.Count, 5); path++)
        {
            int[] tokens = [.. Enumerable.Range(0, 5).Select(t => path / (int)Math.Pow(_vocabulary.Count, t) % _vocabulary.Count)];
            int[] labels = [.. tokens.Where((token, t) => token != _vocabulary.BlankId && (t == 0 || token != tokens[t - 1]))];
            var probability = Math.Exp(tokens.Select((token, t) => (double)emissions.Frame(t)[token]).Sum());
            var text = tokenizer.DecodeLabels(labels);
            sums[text] = sums.GetValueOrDefault(text) + probability;
        }

        var scorer = new TextScorer(_vocabulary, new DecodeOptions());

        Assert.True(sums.Count > 100);
        Assert.All(sums.Where(pair => !pair.Key.Contains(CtcTokenizer.UnknownMark, StringComparison.Ordinal)), pair => Assert.Equal(Math.Log(pair.Value), scorer.Score(emissions, pair.Key).Acoustic, 1e-6));
    }

    [Fact]
    public void What_the_ear_holds_for_likelier_is_acoustic()
    {
        Assert.Equal(ErrorCause.Acoustic, Cause(Heard(("가", 0.2), ("나", 0.7)), "가", "나"));
    }

    [Fact]
    public void What_the_language_model_turned_over_is_its_own()
    {
        Assert.Equal(ErrorCause.LanguageModel, Cause(Heard(("가", 0.5), ("나", 0.4)), "가", "나"));
    }

    [Fact]
    public void What_scores_higher_and_was_not_written_is_lost_by_the_search()
    {
        Assert.Equal(ErrorCause.Search, Cause(Heard(("가", 0.9), ("나", 0.001)), "가", "나"));
    }

    [Fact]
    public void A_character_without_a_token_and_a_word_unknown_to_the_language_model_are_out_of_vocabulary()
    {
        Assert.Equal(ErrorCause.OutOfVocabulary, Cause(Heard(("가", 0.2), ("나", 0.7)), "각", "나"));
        Assert.Equal(ErrorCause.OutOfVocabulary, Cause(Heard(("다", 0.6), ("나", 0.3)), "다", "나"));
    }

    [Fact]
    public void Every_wrong_utterance_has_one_cause_and_right_ones_none()
    {
        var set = Scorer.Score("s", [new("a", "가", "나"), new("b", "가", "가"), new("c", "가", "나"), new("d", "가", null)]);
        var texts = new ScoredTexts(new TextScore(-2, 0, true, 0), new TextScore(-1, 0, true, 0));

        var attribution = ErrorAttribution.Of(set, id => id is "a" or "b" ? texts : id == "c" ? new ScoredTexts(texts.Output, texts.Reference) : null)!;

        Assert.Equal([(ErrorCause.Acoustic, 1), (ErrorCause.LanguageModel, 0), (ErrorCause.Search, 1), (ErrorCause.OutOfVocabulary, 0)], attribution.Counts.Select(count => (count.Cause, count.Utterances)));
        Assert.Equal(1, attribution.Unknown);
        Assert.Null(ErrorAttribution.Of(set, _ => null));
    }

    /// <summary>A language model that knows 가 and 나, and 나 far better.</summary>
    private ErrorCause Cause(Emissions emissions, string reference, string output)
    {
        var arpa = _folder.Write("lm.arpa", "\\data\\\nngram 1=5\n\n\\1-grams:\n-3\t<unk>\n0\t<s>\n-0.5\t</s>\n-1.5\t가\n-0.2\t나\n\n\\end\\\n");
        var options = new DecodeOptions { Lm = arpa, Alpha = 0.5, Beta = 0, UnkOffset = -2 };
        using var knowledge = LanguageKnowledge.Load(_vocabulary, options);
        var scorer = new TextScorer(_vocabulary, options, knowledge);
        return new ScoredTexts(scorer.Score(emissions, reference), scorer.Score(emissions, output)).Cause();
    }

    /// <summary>One frame; what is left over is blank.</summary>
    private static Emissions Heard(params (string Token, double Probability)[] tokens)
    {
        var frame = Enumerable.Repeat(1e-6, _vocabulary.Count).ToArray();
        foreach (var (token, probability) in tokens) frame[_vocabulary.IdOf(token)!.Value] = probability;
        frame[_vocabulary.BlankId] = 1 - tokens.Sum(token => token.Probability);
        return Frames(frame);
    }

    private static Emissions Frames(params double[][] frames) =>
        new([.. frames.SelectMany(frame => frame.Select(value => (float)Math.Log(value / frame.Sum())))], frames.Length, frames[0].Length);
}
