using HubertAsr.Decoding;
using HubertAsr.Models;
using HubertAsr.Text;

namespace HubertAsr.Cli.Recognition;

/// <summary>The search of <see cref="DecodeOptions"/> for any number of threads: one beam each, one language model for all.</summary>
internal sealed class EmissionsDecoder : IDisposable
{
    private readonly LanguageKnowledge _knowledge;
    private readonly ThreadLocal<PrefixBeamSearch> _searches;
    private readonly CtcTokenizer _tokenizer;
    private readonly JointScorer? _joint;
    private readonly int _wanted;
    private readonly ThreadLocal<TextScorer>? _scorers;

    /// <exception cref="InvalidDataException">A language model, lexicon, hotword or calibration file that is not what it should be.</exception>
    /// <param name="vocabulary">The tokens of the acoustic model.</param>
    /// <param name="options">The search.</param>
    /// <param name="candidates">Texts given for each utterance at least, whatever the options say.</param>
    /// <param name="second">The tokens of the model's second head; null for a model of one.</param>
    public EmissionsDecoder(CtcVocabulary vocabulary, DecodeOptions options, int candidates = 1, CtcVocabulary? second = null)
    {
        _wanted = Math.Max(options.Nbest, candidates);
        if (second is not null && options.JointWeight > 0) _joint = new JointScorer(second, options.JointWeight);
        options = options with { Nbest = _joint is null ? _wanted : Math.Max(_wanted, options.Beam) };
        _tokenizer = CtcTokenizer.Create(vocabulary);
        IsMoreThanBestPath = options.Beam > 1 || !string.IsNullOrEmpty(options.Lm) || !string.IsNullOrEmpty(options.UnitLm);
        var calibration = string.IsNullOrEmpty(options.Calibration) ? null : ConfidenceCalibration.Load(options.Calibration);
        IsCalibrated = calibration is not null;
        _knowledge = LanguageKnowledge.Load(vocabulary, options);
        if (_joint is null && options.SpaceCost is null) _scorers = new ThreadLocal<TextScorer>(() => new TextScorer(vocabulary, options, _knowledge));
        _searches = new ThreadLocal<PrefixBeamSearch>(() => new PrefixBeamSearch(vocabulary, options, _knowledge, calibration));
    }

    /// <summary>What looks wrong between the vocabulary and what is known of the language; null if nothing does.</summary>
    public string? Warning => _knowledge.Warning;

    /// <summary>Whether words are weighed by a language model of their own.</summary>
    public bool KnowsWords => _knowledge.KnowsWords;

    /// <summary>Whether the search has a beam or a language model, so that the best path alone is something else.</summary>
    public bool IsMoreThanBestPath { get; }

    /// <summary>Whether confidences have gone through a calibration already.</summary>
    public bool IsCalibrated { get; }

    /// <summary>What a text scores as the search scores, found or not; null where more than this search decides.</summary>
    public TextScore? Score(Emissions emissions, string text) => _scorers?.Value!.Score(emissions, text);

    /// <summary>Texts of one utterance, the best first.</summary>
    public IReadOnlyList<Hypothesis> Decode(Emissions emissions)
    {
        var found = _searches.Value!.Decode(emissions);
        return _joint is null || emissions.Second is null ? found : [.. _joint.Rank(found, emissions.Second).Take(_wanted)];
    }

    /// <summary>The tokens of the second head of a model folder; null when it has one head.</summary>
    public static CtcVocabulary? SecondVocabulary(string modelFolder) => Directory.Exists(SecondHead.FolderOf(modelFolder)) ? CtcVocabulary.Load(SecondHead.FolderOf(modelFolder)) : null;

    /// <summary>The text without any search: the best token of each frame.</summary>
    public string BestPath(Emissions emissions) => _tokenizer.DecodeLabels(GreedySearch.Labels(emissions, _tokenizer.Vocabulary.BlankId));

    public void Dispose()
    {
        _searches.Dispose();
        _scorers?.Dispose();
        _knowledge.Dispose();
    }
}
