using HubertAsr.Cli.Recognition;
using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Cli.Transcribing;

/// <summary>The search of a run of <c>transcribe</c>: greedy for a beam of 1, which weighs no words, else with a beam.</summary>
internal sealed class TranscriptionSearch : IDisposable
{
    private readonly EmissionsDecoder _decoder;

    /// <exception cref="ArgumentException">A greedy search with a language model or hotwords.</exception>
    public TranscriptionSearch(CtcVocabulary vocabulary, DecodeOptions options, CtcVocabulary? second = null)
    {
        Vocabulary = vocabulary;
        var knowledge = new[] { options.Lm, options.UnitLm, options.Hotwords }.FirstOrDefault(path => !string.IsNullOrEmpty(path));
        if (options.Beam == 1 && knowledge is not null)
            throw new ArgumentException($"--beam 1 with {knowledge}: a greedy search weighs no words; a beam of 2 or more was expected.");
        // A recording is a conversation, not the one utterance that a language model's line is.
        options = options with { SentenceEnds = options.SentenceEnds ?? true };
        _decoder = new EmissionsDecoder(vocabulary, options, second: second);
        if (!_decoder.KnowsWords) ObstacleToSentences = "there is no language model of words; name one with --lm";
        else if (options.SentenceEnds == false) ObstacleToSentences = "sentence_ends is off; leave it out";
    }

    /// <summary>Why the search does not tell where sentences begin, and what to do; null if it does.</summary>
    public string? ObstacleToSentences { get; }

    public CtcVocabulary Vocabulary { get; }

    /// <summary>What looks wrong between the vocabulary and what is known of the language; null if nothing does.</summary>
    public string? Warning => _decoder.Warning;

    /// <summary>Texts of a stretch of speech, the best first.</summary>
    public IReadOnlyList<Hypothesis> Decode(Emissions emissions) => _decoder.Decode(emissions);

    public void Dispose() => _decoder.Dispose();
}
