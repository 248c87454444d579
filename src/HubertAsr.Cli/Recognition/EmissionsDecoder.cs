using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Cli.Recognition;

/// <summary>The search of <see cref="DecodeOptions"/> for any number of threads: one beam each, one language model for all.</summary>
internal sealed class EmissionsDecoder : IDisposable
{
    private readonly LanguageKnowledge _knowledge;
    private readonly ThreadLocal<PrefixBeamSearch> _searches;

    /// <exception cref="InvalidDataException">A language model, lexicon, hotword or calibration file that is not what it should be.</exception>
    /// <param name="vocabulary">The tokens of the acoustic model.</param>
    /// <param name="options">The search.</param>
    /// <param name="candidates">Texts given for each utterance at least, whatever the options say.</param>
    public EmissionsDecoder(CtcVocabulary vocabulary, DecodeOptions options, int candidates = 1)
    {
        options = options with { Nbest = Math.Max(options.Nbest, candidates) };
        var calibration = string.IsNullOrEmpty(options.Calibration) ? null : ConfidenceCalibration.Load(options.Calibration);
        _knowledge = LanguageKnowledge.Load(vocabulary, options);
        _searches = new ThreadLocal<PrefixBeamSearch>(() => new PrefixBeamSearch(vocabulary, options, _knowledge, calibration));
    }

    /// <summary>Texts of one utterance, the best first.</summary>
    public IReadOnlyList<Hypothesis> Decode(Emissions emissions) => _searches.Value!.Decode(emissions);

    public void Dispose()
    {
        _searches.Dispose();
        _knowledge.Dispose();
    }
}
