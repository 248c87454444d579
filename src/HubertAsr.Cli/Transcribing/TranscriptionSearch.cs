using HubertAsr.Cli.Recognition;
using HubertAsr.Decoding;
using HubertAsr.Text;
using HubertAsr.Transcription;

namespace HubertAsr.Cli.Transcribing;

/// <summary>The search of a run of <c>transcribe</c>: greedy for a beam of 1, which weighs no words, else with a beam.</summary>
internal sealed class TranscriptionSearch : IDisposable
{
    private readonly EmissionsDecoder? _beam;

    /// <exception cref="ArgumentException">A greedy search with a language model or hotwords.</exception>
    public TranscriptionSearch(CtcVocabulary vocabulary, DecodeOptions options)
    {
        Vocabulary = vocabulary;
        var knowledge = string.IsNullOrEmpty(options.Lm) ? options.Hotwords : options.Lm;
        if (options.Beam == 1 && !string.IsNullOrEmpty(knowledge))
            throw new ArgumentException($"--beam 1 with {knowledge}: a greedy search weighs no words; a beam of 2 or more was expected.");
        if (options.Beam > 1) _beam = new EmissionsDecoder(vocabulary, options);
        Decode = _beam is null ? new GreedyRecognizer(vocabulary).Decode : _beam.Decode;
    }

    public CtcVocabulary Vocabulary { get; }

    /// <summary>Texts of a stretch of speech, the best first.</summary>
    public Func<Emissions, IReadOnlyList<Hypothesis>> Decode { get; }

    public void Dispose() => _beam?.Dispose();
}
