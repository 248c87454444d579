using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Tests.Decoding;

public sealed class SyllableTests
{
    private static readonly CtcVocabulary _jamo = CtcVocabulary.Load(Repository.Fixture("decoding/vocab.jamo.json"));

    [Fact]
    public void Each_syllable_has_the_frames_and_the_mean_confidence_of_its_letters()
    {
        var syllables = Word(_jamo, new DecodeOptions(), [("\u1100", 0.9)], [("\u1161", 0.4)], [("\u11A8", 0.6)], [("\u1102", 0.8)], [("\u1165", 0.8)]).Syllables;

        Assert.Equal([("각", 0, 3), ("너", 3, 5)], syllables.Select(syllable => (syllable.Syllable, syllable.StartFrame, syllable.EndFrame)));
        Assert.Equal(Math.Cbrt(0.9 * 0.4 * 0.6), syllables[0].Confidence, 1e-6);
        Assert.Equal(0.8, syllables[1].Confidence, 1e-6);
        Assert.All(syllables, syllable => Assert.Null(syllable.Alternatives));
    }

    [Fact]
    public void A_calibration_holds_for_words_and_syllables()
    {
        var word = Word(_jamo, new DecodeOptions(), new ConfidenceCalibration([(0, 0), (1, 0.5)]), [("\u1102", 0.8)], [("\u1165", 0.8)]);

        Assert.Equal(0.4, word.Confidence, 1e-6);
        Assert.Equal(0.4, word.Syllables[0].Confidence, 1e-6);
    }

    [Fact]
    public void Letters_of_jamo_tokens_have_the_posteriors_of_their_frames()
    {
        var letters = Word(_jamo, new DecodeOptions { Alternatives = 2 }, [("\u1100", 0.6), ("\u1101", 0.3)], [("\u1161", 0.8), ("\u1165", 0.1)], [("\u11A8", 0.7), ("\u11AB", 0.2)]).Syllables[0].Alternatives!;

        Check([("\u1100", 0.6), ("\u1101", 0.3)], letters.Onset);
        Check([("\u1161", 0.8), ("\u1165", 0.1)], letters.Nucleus);
        Check([("\u11A8", 0.7), ("\u11AB", 0.2)], letters.Coda);
    }

    [Fact]
    public void Letters_of_syllable_tokens_are_those_of_the_syllables_that_share_the_others()
    {
        var vocabulary = CtcVocabulary.ForSyllables(["각 간 가 객 넌"]);

        var letters = Word(vocabulary, new DecodeOptions { Alternatives = 3 }, [("각", 0.5), ("간", 0.2), ("객", 0.15), ("가", 0.1), ("넌", 0.04)]).Syllables[0].Alternatives!;

        Check([("\u1100", 0.5)], letters.Onset);
        Check([("\u1161", 0.5), ("\u1162", 0.15)], letters.Nucleus);
        Check([("\u11A8", 0.5), ("\u11AB", 0.2), ("", 0.1)], letters.Coda);
    }

    private static void Check((string Letter, double Probability)[] expected, IReadOnlyList<LetterAlternative>? actual) =>
        Assert.Equal(expected, actual!.Select(letter => (letter.Letter, Math.Round(letter.Probability, 5))));

    private static DecodedWord Word(CtcVocabulary vocabulary, DecodeOptions options, params (string Token, double Probability)[][] frames) => Word(vocabulary, options, null, frames);

    private static DecodedWord Word(CtcVocabulary vocabulary, DecodeOptions options, ConfidenceCalibration? calibration, params (string Token, double Probability)[][] frames)
    {
        var logProbs = new float[frames.Length * vocabulary.Count];
        Array.Fill(logProbs, -20);
        for (var t = 0; t < frames.Length; t++)
            foreach (var (token, probability) in frames[t]) logProbs[(t * vocabulary.Count) + vocabulary.IdOf(token)!.Value] = (float)Math.Log(probability);
        var search = new PrefixBeamSearch(vocabulary, options, calibration: calibration);
        return Assert.Single(search.Decode(new Emissions(logProbs, frames.Length, vocabulary.Count))[0].Words);
    }
}
