using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>
/// CTC prefix beam search with shallow fusion [Hannun14], with pyctcdecode's settings and meanings. One instance a thread;
/// the knowledge may be shared.
/// </summary>
/// <remarks>
/// Maximises acoustic + lm: acoustic = ln of the summed probability of the alignments of all label strings that give the text;
/// lm = Σ over words (α·ln 10·(log₁₀ p + offset if unknown) + β), the sentence end scored with the last word, + hotwords. A model of syllables or jamo is
/// scored at every unit instead, the blank between words among them (β still for each word); beside a word model it adds its own sum with its own weights.
/// With a space cost, label strings that give the text but for blanks count too, each blank that differs taking the cost from the logarithm.
/// </remarks>
public sealed class PrefixBeamSearch
{
    private readonly CtcTokenizer _tokenizer;
    private readonly DecodeOptions _options;
    private readonly TokenTable _table;
    private readonly LanguageFusion? _fusion;
    private readonly PrefixBeam _beam;
    private readonly PrefixBeam? _others;
    private readonly WordAligner _aligner;
    private readonly double[] _frame;
    private readonly bool _isGreedy;
    private readonly List<float> _taken = [];

    /// <param name="vocabulary">The tokens of the acoustic model.</param>
    /// <param name="options">Weights, beam width and cuts.</param>
    /// <param name="knowledge">Language model, lexicon and hotwords; none by default, whatever files the options name.</param>
    /// <param name="calibration">Turns raw confidences into probabilities.</param>
    public PrefixBeamSearch(CtcVocabulary vocabulary, DecodeOptions options, LanguageKnowledge? knowledge = null, ConfidenceCalibration? calibration = null)
    {
        if (options.Beam < 1) throw new ArgumentException($"beam {options.Beam}: at least 1 expected");
        _tokenizer = CtcTokenizer.Create(vocabulary);
        _options = options;
        _table = TokenTable.Of(vocabulary, options.HangulAutomaton, options.SpaceCost);
        _fusion = FusionOf(_table, options, knowledge ?? LanguageKnowledge.None);
        // A beam of one that nothing guides is best-path decoding, which one kept prefix is not.
        _isGreedy = options.Beam == 1 && _fusion is null;
        var limits = new BeamLimits(options.Beam, options.TokenMinLogp, options.BeamPruneLogp);
        _beam = new PrefixBeam(_table, limits with { PrunesHistory = options.PruneHistory }, _fusion);
        // Pruning leaves few texts but the best: those beside it are of a search that does not prune. Its fusion is its own, for the contexts in it.
        if (options.PruneHistory && options.Nbest > 1) _others = new PrefixBeam(_table, limits, FusionOf(_table, options, knowledge ?? LanguageKnowledge.None));
        _aligner = new WordAligner(_table, calibration, options.Alternatives);
        _frame = new double[vocabulary.Count];
    }

    internal static LanguageFusion? FusionOf(TokenTable table, DecodeOptions options, LanguageKnowledge knowledge)
    {
        var weights = new FusionWeights(options.Alpha, options.Beta, options.UnkOffset, options.LookAhead)
        {
            UnknownLetterLog10 = options.UnkLetter,
            UnitAlpha = knowledge.UnitsComeFirst ? options.Alpha : options.UnitAlpha,
            UnitBonus = knowledge.UnitsComeFirst ? 0 : options.UnitBeta,
            EndsSentences = options.SentenceEnds ?? false,
        };
        return knowledge.Fused.IsEmpty ? null : new LanguageFusion(table, weights, knowledge.Fused);
    }

    /// <summary>Prefixes and contexts of the language model that the search remembers.</summary>
    internal int MemoryCount => _beam.MemoryCount + (_others?.MemoryCount ?? 0);

    private CtcVocabulary Vocabulary => _tokenizer.Vocabulary;

    /// <summary>Decodes a whole utterance.</summary>
    /// <returns>At most <see cref="DecodeOptions.Nbest"/> different texts, best first; at least one, which may be empty.</returns>
    /// <exception cref="InvalidDataException">Emissions over another vocabulary.</exception>
    public IReadOnlyList<Hypothesis> Decode(Emissions emissions)
    {
        if (emissions.VocabularySize != Vocabulary.Count)
            throw new InvalidDataException($"emissions over {emissions.VocabularySize} tokens; the vocabulary has {Vocabulary.Count}. Give the vocab.json of the model that made them.");
        Begin();
        for (var t = 0; t < emissions.FrameCount && !_isGreedy; t++) Advance(emissions.Frame(t));
        return Hypotheses(emissions);
    }

    /// <summary>Starts an utterance that arrives in pieces.</summary>
    /// <remarks>
    /// What the search remembers does not grow with the utterance: what is stable is kept as labels alone. The frames themselves are kept, 4 bytes a token, for word
    /// times and confidences are those of the whole.
    /// </remarks>
    public void Begin()
    {
        _taken.Clear();
        _beam.Reset();
        _others?.Reset();
    }

    /// <summary>Takes further frames of natural-log probabilities. [T, V]</summary>
    public void Accept(ReadOnlySpan<float> logProbs)
    {
        if (logProbs.Length % Vocabulary.Count != 0)
            throw new ArgumentException($"{logProbs.Length} numbers are no whole frames of {Vocabulary.Count}");
        _taken.AddRange(logProbs);
        for (; !_isGreedy && logProbs.Length > 0; logProbs = logProbs[Vocabulary.Count..]) Advance(logProbs[..Vocabulary.Count]);
    }

    /// <summary>The beginning of the text that no later frame can change: what <see cref="Finish"/> gives begins with it, and with each one before.</summary>
    public string StableText()
    {
        var labels = _isGreedy ? StableBestPath() : StableLabels();
        return _fusion is { WordsMayChange: true } ? Text(_table.WholeWords(labels)) : _table.Settled(labels, _tokenizer.DecodeLabels(labels));
    }

    /// <summary>Ends an utterance that arrived in pieces: the same texts and scores as all at once.</summary>
    public IReadOnlyList<Hypothesis> Finish() => Hypotheses(Taken());

    private void Advance(ReadOnlySpan<float> frame)
    {
        for (var token = 0; token < frame.Length; token++) _frame[token] = frame[token];
        _beam.Advance(_frame);
        _others?.Advance(_frame);
    }

    private Emissions Taken() => new([.. _taken], _taken.Count / Vocabulary.Count, Vocabulary.Count);

    private int[] StableLabels()
    {
        var labels = _beam.StableLabels();
        return _others is null ? labels : labels[..labels.AsSpan().CommonPrefixLength(_others.StableLabels())];
    }

    // Where the automaton refuses the best path, another one is taken, which later frames may lead anywhere.
    private int[] StableBestPath() => _options.HangulAutomaton ? [] : GreedySearch.Labels(Taken(), Vocabulary.BlankId);

    private FoundPrefix BestPath(Emissions emissions)
    {
        var labels = GreedySearch.Labels(emissions, Vocabulary.BlankId);
        if (!_table.CanBe(labels)) return new ComposableBestPath(_table).Find(emissions);
        var acoustic = 0.0;
        for (var t = 0; t < emissions.FrameCount; t++) acoustic += emissions.Frame(t)[GreedySearch.BestToken(emissions.Frame(t))];
        return new FoundPrefix(labels, acoustic, 0);
    }

    private List<Hypothesis> Hypotheses(Emissions emissions)
    {
        var texts = Texts(_isGreedy ? [BestPath(emissions)] : _beam.Finish());
        if (_others is not null && !_isGreedy)
        {
            foreach (var (text, found) in Texts(_others.Finish()))
                if (!texts.TryGetValue(text, out var same) || found.Score > same.Score) texts[text] = found;
        }

        return [.. texts
            .OrderByDescending(pair => pair.Value.Score)
            .Take(_options.Nbest)
            .Select(pair => new Hypothesis(pair.Key, pair.Value.Score, pair.Value.Acoustic, pair.Value.Lm, Words(emissions, pair.Value.Labels)))];
    }

    private IReadOnlyList<DecodedWord> Words(Emissions emissions, int[] labels)
    {
        var words = _aligner.Align(emissions, labels, _fusion?.Written(labels));
        return _fusion?.SentenceStarts(labels) is { } starts ? [.. words.Zip(starts, (word, first) => word with { StartsSentence = first })] : words;
    }

    private Dictionary<string, FoundPrefix> Texts(IEnumerable<FoundPrefix> prefixes)
    {
        var texts = new Dictionary<string, FoundPrefix>();
        foreach (var found in prefixes)
        {
            var text = Text(found.Labels);
            // Different label strings may compose to one text: it has the probability of all, and the words of the likeliest.
            texts[text] = texts.TryGetValue(text, out var same) ? same with { Acoustic = LogSpace.Add(same.Acoustic, found.Acoustic) } : found;
            if (texts.Count == _options.Nbest && _table.WritesOnce && !Respells) break;
        }

        return texts;
    }

    private bool Respells => _fusion?.Written([]) is not null;

    private string Text(int[] labels)
    {
        var heard = _tokenizer.DecodeLabels(labels);
        return _fusion?.Written(labels) is { } words ? string.Join(' ', words.Zip(heard.Split(' '), (word, sound) => word ?? sound)) : heard;
    }
}
