using HubertAsr.Decoding;
using HubertAsr.Text;

namespace HubertAsr.Cli.Recognition;

/// <summary>The search of <see cref="DecodeOptions"/> for any number of threads: one beam each, one language model for all.</summary>
internal sealed class EmissionsDecoder : IDisposable
{
    private readonly LanguageKnowledge _knowledge;
    private readonly ThreadLocal<PrefixBeamSearch> _searches;
    private readonly CtcTokenizer _tokenizer;

    /// <exception cref="InvalidDataException">A language model, lexicon, hotword or calibration file that is not what it should be.</exception>
    /// <param name="vocabulary">The tokens of the acoustic model.</param>
    /// <param name="options">The search.</param>
    /// <param name="candidates">Texts given for each utterance at least, whatever the options say.</param>
    public EmissionsDecoder(CtcVocabulary vocabulary, DecodeOptions options, int candidates = 1)
    {
        options = options with { Nbest = Math.Max(options.Nbest, candidates) };
        _tokenizer = CtcTokenizer.Create(vocabulary);
        IsMoreThanBestPath = options.Beam > 1 || !string.IsNullOrEmpty(options.Lm) || !string.IsNullOrEmpty(options.UnitLm);
        var calibration = string.IsNullOrEmpty(options.Calibration) ? null : ConfidenceCalibration.Load(options.Calibration);
        _knowledge = LanguageKnowledge.Load(vocabulary, options);
        _searches = new ThreadLocal<PrefixBeamSearch>(() => new PrefixBeamSearch(vocabulary, options, _knowledge, calibration));
    }

    /// <summary>Whether the search has a beam or a language model, so that the best path alone is something else.</summary>
    public bool IsMoreThanBestPath { get; }

    /// <summary>Texts of one utterance, the best first.</summary>
    public IReadOnlyList<Hypothesis> Decode(Emissions emissions) => _searches.Value!.Decode(emissions);

    /// <summary>The text without any search: the best token of each frame.</summary>
    public string BestPath(Emissions emissions) => _tokenizer.DecodeLabels(GreedySearch.Labels(emissions, _tokenizer.Vocabulary.BlankId));

    public void Dispose()
    {
        _searches.Dispose();
        _knowledge.Dispose();
    }
}
