using System.Text;
using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>What a given text scores, whether a search would find it or not. Natural logs.</summary>
/// <param name="Acoustic">Log of the summed probability of all alignments of all label strings that give the text; −∞ when the frames cannot hold it.</param>
/// <param name="Lm">Weighted language model, word bonus and hotwords; 0 without them, −∞ when a closed lexicon lacks a word.</param>
/// <param name="IsWritable">Every character has a token, and a closed lexicon has every word.</param>
/// <param name="UnknownWords">Words that the language model does not know; 0 without one.</param>
public sealed record TextScore(double Acoustic, double Lm, bool IsWritable, int UnknownWords)
{
    public double Score => Acoustic + Lm;
}

/// <summary>Scores texts under the objective of <see cref="PrefixBeamSearch"/>, exactly. One thread.</summary>
public sealed class TextScorer
{
    private readonly CtcTokenizer _tokenizer;
    private readonly TextLattice _lattice;
    private readonly LanguageKnowledge _knowledge;
    private readonly LanguageFusion? _fusion;

    /// <param name="vocabulary">The tokens of the acoustic model.</param>
    /// <param name="options">Weights; beam and cuts have no part in it.</param>
    /// <param name="knowledge">Language model, lexicon and hotwords; none by default.</param>
    public TextScorer(CtcVocabulary vocabulary, DecodeOptions options, LanguageKnowledge? knowledge = null)
    {
        _tokenizer = CtcTokenizer.Create(vocabulary);
        _lattice = new TextLattice(vocabulary.BlankId, vocabulary.WordBoundaryId);
        _knowledge = knowledge ?? LanguageKnowledge.None;
        _fusion = PrefixBeamSearch.FusionOf(TokenTable.Of(vocabulary, hangulAutomaton: false), options, _knowledge);
    }

    /// <param name="emissions">Natural-log probabilities [T, V].</param>
    /// <param name="text">Any text; blanks are collapsed.</param>
    /// <exception cref="InvalidDataException">Emissions over another vocabulary.</exception>
    public TextScore Score(Emissions emissions, string text)
    {
        if (emissions.VocabularySize != _tokenizer.Vocabulary.Count)
            throw new InvalidDataException($"emissions over {emissions.VocabularySize} tokens; the vocabulary has {_tokenizer.Vocabulary.Count}. Give the vocab.json of the model that made them.");
        var labels = _tokenizer.EncodeLabels(_knowledge.Heard(text));
        var lm = ScoreLanguage(labels);
        return new TextScore(
            _lattice.LogProbability(emissions, labels), lm,
            !labels.Contains(_tokenizer.Vocabulary.UnknownId) && !double.IsNegativeInfinity(lm), CountUnknownWords(text));
    }

    private double ScoreLanguage(int[] labels)
    {
        if (_fusion is null) return 0;
        var prefix = _fusion.Start();
        foreach (var label in labels) prefix = _fusion.Extend(prefix, label);
        return _fusion.Finish(prefix);
    }

    private int CountUnknownWords(string text) => _knowledge.Model is not { } model ? 0
        : text.Normalize(NormalizationForm.FormC).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => model.Index(word) == NGramModel.Unknown);
}
