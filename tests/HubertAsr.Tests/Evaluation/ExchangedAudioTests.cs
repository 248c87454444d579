using HubertAsr.Evaluation;

namespace HubertAsr.Tests.Evaluation;

public sealed class ExchangedAudioTests
{
    private static readonly Dictionary<string, double> _seconds = new() { ["a"] = 1.0, ["b"] = 1.1, ["c"] = 2.0, ["d"] = 2.3 };

    [Fact]
    public void A_transcript_meets_the_hypothesis_of_the_clip_of_the_nearest_length()
    {
        var exchanged = ExchangedAudio.Score(Scored(("a", "가", "가"), ("b", "나", "나"), ("c", "다", "다"), ("d", "라", "라")), _seconds);

        Assert.Equal(["나", "가", "라", "다"], exchanged.Utterances.OrderBy(utterance => utterance.Id, StringComparer.Ordinal).Select(utterance => utterance.Hypothesis));
        Assert.Equal(4, exchanged.Total.CerWithoutSpaces.Errors);
    }

    [Fact]
    public void A_clip_of_the_same_sentence_is_no_exchange()
    {
        var exchanged = ExchangedAudio.Score(Scored(("a", "가", "가"), ("b", "가", "가"), ("c", "다", "다")), _seconds);

        Assert.Equal("다", exchanged.Utterances.Single(utterance => utterance.Id == "a").Hypothesis);
    }

    [Fact]
    public void A_set_of_one_sentence_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => ExchangedAudio.Score(Scored(("a", "가", "가"), ("b", "가", "가")), _seconds));
    }

    private static ScoreSet Scored(params (string Id, string Reference, string Hypothesis)[] pairs) =>
        Scorer.Score("set", pairs.Select(pair => new ScoringPair(pair.Id, pair.Reference, pair.Hypothesis)));
}
