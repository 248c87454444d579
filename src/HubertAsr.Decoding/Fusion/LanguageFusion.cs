namespace HubertAsr.Decoding;

/// <summary>Weights of the fusion; natural logs unless a name says otherwise.</summary>
/// <param name="Alpha">Weight of the word model's log probability.</param>
/// <param name="Beta">Bonus for each word.</param>
/// <param name="UnknownOffsetLog10">Added to the log10 probability of an unknown word.</param>
/// <param name="LooksAhead">Whether an open word is priced by the likeliest word it may become.</param>
internal sealed record FusionWeights(double Alpha, double Beta, double UnknownOffsetLog10, bool LooksAhead)
{
    /// <summary>Added to the log10 probability of an unknown word for each of its characters; 0 = as pyctcdecode, whose unknown words all cost the same.</summary>
    public double UnknownLetterLog10 { get; init; }

    /// <summary>Weight of the log probability of syllables or jamo.</summary>
    public double UnitAlpha { get; init; }

    /// <summary>Bonus for each syllable or jamo.</summary>
    public double UnitBonus { get; init; }

    /// <summary>Whether a sentence of the word model may end before any word and another begin.</summary>
    public bool EndsSentences { get; init; }
}

/// <summary>
/// Shallow fusion by words, as pyctcdecode defines it: each word adds α·ln 10·(log₁₀ p + offset if unknown) + β,
/// the offset growing with the word where its letters have a price; the sentence end is scored with the last word; open words that no known word begins with pay
/// in advance. A model of syllables or jamo may be fused beside it.
/// </summary>
internal sealed class LanguageFusion
{
    // Characters after which an unknown word is held to be longer than words are.
    private const double ExpectedWordLength = 6;
    private static readonly double _ln10 = Math.Log(10);

    private readonly TokenTable _table;
    private readonly FusionWeights _weights;
    private readonly NGramModel? _model;
    private readonly Lexicon? _lexicon;
    private readonly LexiconContinuations? _continuations;
    private readonly Hotwords? _hotwords;
    private readonly UnitFusion? _units;
    private readonly double _wordBonus;
    private readonly double _unknownLog10;
    private readonly double _maxGainInWord;
    private readonly ContextTable _contexts = new();

    public LanguageFusion(TokenTable table, FusionWeights weights, FusedKnowledge knowledge)
    {
        _table = table;
        _weights = weights;
        (_model, _lexicon, _hotwords) = (knowledge.Model, knowledge.Lexicon, knowledge.Hotwords);
        _units = knowledge.Units is { } units ? new UnitFusion(table, weights, units) : null;
        // Pieces and optional blanks begin words by tokens that also go on with them.
        if (_lexicon is { IsClosed: true } && table.BoundaryId >= 0 && table.SpaceCost is null) _continuations = _lexicon.ContinuationsBy(table);
        _wordBonus = _model is null && _units is null ? 0 : weights.Beta;
        var (bonus, unitGain) = (Math.Max(0, _wordBonus), _units?.MaxGain ?? 0);
        _maxGainInWord = (_hotwords?.MaxWeight ?? 0) + (weights.LooksAhead ? bonus : 0) + unitGain;
        MaxGain = (2 * (_hotwords?.MaxWeight ?? 0)) + (weights.LooksAhead ? 2 * bonus : bonus) + unitGain;
        if (_model is null || !weights.LooksAhead) return;
        _lexicon!.SmearUnigrams(_model);
        _unknownLog10 = _model.Score(default, NGramModel.Unknown, out _).Log10;
    }

    /// <summary>Contexts that prefixes stand in.</summary>
    public int ContextCount => _contexts.Count + (_units?.Contexts.Count ?? 0);

    /// <summary>Whether every token asks a language model, not only the end of a word.</summary>
    public bool ScoresEveryToken => _units is not null;

    /// <summary>No token lifts a prefix further above what is committed: it may complete a word and begin another.</summary>
    public double MaxGain { get; }

    /// <summary>The same for a token that completes no word. An open word that no known word begins with only grows dearer.</summary>
    public double GainInWord(in FusedScore prefix) =>
        prefix.LexiconNode < 0 && _hotwords is null ? prefix.Pending + (_units?.MaxGain ?? 0) : _maxGainInWord;

    /// <summary>Whether only <see cref="Continuations"/> and the word boundary may follow a prefix.</summary>
    public bool ListsContinuations => _continuations is not null;

    /// <summary>The tokens by which the open word may go on.</summary>
    public ReadOnlySpan<int> Continuations(in FusedScore prefix) => _continuations!.After(prefix.LexiconNode);

    /// <summary>The empty prefix; forgets the contexts of the utterance before.</summary>
    public FusedScore Start()
    {
        _contexts.Start(_model?.BeginSentence() ?? default);
        _units?.Start();
        return default;
    }

    /// <summary>The prefix one token longer.</summary>
    public FusedScore Extend(in FusedScore prefix, int token)
    {
        var extended = _table.EndsWord(token) ? WithWordClosed(prefix) : prefix;
        _units?.Extend(ref extended, token, prefix.OpenLength > 0);
        var characters = _table.Characters[token];
        if (characters.Length == 0) return extended;
        extended.OpenLength += characters.Length;
        if (_lexicon is not null) extended.LexiconNode = _lexicon.Step(extended.LexiconNode, characters);
        if (_hotwords is not null) extended.HotwordNode = _hotwords.Step(extended.HotwordNode, characters);
        extended.Pending = PriceOfOpenWord(extended);
        return extended;
    }

    /// <summary>The whole score of a text that ends with this prefix; −∞ if it may not end so.</summary>
    public double Finish(in FusedScore prefix)
    {
        var closed = WithWordClosed(prefix);
        var units = _units?.Finish(closed) ?? 0;
        if (_model is null || closed.Context == 0) return closed.Committed + units;
        return closed.Committed + units + (_weights.Alpha * _ln10 * _model.Score(_contexts[closed.Context], _model.SentenceEnd, out _).Log10);
    }

    /// <summary>Whether a word may yet turn out to be another one, or none: it is known when it is complete.</summary>
    public bool WordsMayChange => _lexicon is { IsClosed: true };

    /// <summary>The words of a text as the lexicon writes them, null for one that it lacks; null where all are written as they are heard.</summary>
    public IReadOnlyList<string?>? Written(IReadOnlyList<int> labels)
    {
        if (_lexicon is not { Respells: true }) return null;
        return [.. Words(labels).Select(prefix => WordOf(prefix) is var word and >= 0 ? _lexicon.Written(word) : null)];
    }

    /// <summary>Of each word of a text whether the word model reads it as the first of a new sentence, another one before it; null where no sentence may end.</summary>
    public IReadOnlyList<bool>? SentenceStarts(IReadOnlyList<int> labels)
    {
        if (_model is null || !_weights.EndsSentences) return null;
        return [.. Words(labels).Select(prefix => StartsSentence(prefix, ModelId(WordOf(prefix)), out _, out _))];
    }

    /// <summary>The prefixes at which the words of a text are complete and not yet closed.</summary>
    private IEnumerable<FusedScore> Words(IReadOnlyList<int> labels)
    {
        var prefix = default(FusedScore);
        foreach (var label in labels)
        {
            if (_table.EndsWord(label) && prefix.OpenLength > 0) yield return prefix;
            prefix = Extend(prefix, label);
        }

        if (prefix.OpenLength > 0) yield return prefix;
    }

    private FusedScore WithWordClosed(in FusedScore prefix)
    {
        if (prefix.OpenLength == 0) return prefix;
        var closed = new FusedScore { Committed = prefix.Committed + _wordBonus, Context = prefix.Context, UnitContext = prefix.UnitContext, OpenUnit = prefix.OpenUnit };
        var word = WordOf(prefix);
        if (word < 0 && _lexicon is { IsClosed: true }) closed.Committed = double.NegativeInfinity;
        if (_model is not null)
        {
            closed.Committed += Weighted(Log10(prefix, word, out var context));
            closed.Context = _contexts.Add(context);
        }

        closed.Committed += _hotwords?.Bonus(prefix.HotwordNode) ?? 0;
        return closed;
    }

    /// <summary>The word of the lexicon that the open word is, of several spelled alike the one that its language model finds likeliest here; −1 = none.</summary>
    private int WordOf(in FusedScore prefix)
    {
        var best = _lexicon?.WordAt(prefix.LexiconNode) ?? -1;
        if (best < 0 || _model is null) return best;
        for (var other = _lexicon!.NextAlike(best); other >= 0; other = _lexicon.NextAlike(other))
            if (Log10(prefix, other, out _) > Log10(prefix, best, out _)) best = other;
        return best;
    }

    private double Log10(in FusedScore prefix, int word, out NGramContext following)
    {
        var id = ModelId(word);
        StartsSentence(prefix, id, out var log10, out following);
        return id == NGramModel.Unknown ? log10 + UnknownLog10(prefix.OpenLength) : log10;
    }

    private uint ModelId(int word) => word < 0 ? NGramModel.Unknown : (uint)_lexicon!.ModelId(word);

    /// <summary>Whether the open word is read as the first of a new sentence, the end of the one before paid for: the likelier of both readings counts, as in a hidden
    /// event model [Stolcke96].</summary>
    private bool StartsSentence(in FusedScore prefix, uint id, out double log10, out NGramContext following)
    {
        log10 = _model!.Score(_contexts[prefix.Context], id, out following).Log10;
        if (!_weights.EndsSentences || prefix.Context == 0) return false;
        var started = (double)_model.Score(_contexts[prefix.Context], _model.SentenceEnd, out _).Log10 + _model.Score(_contexts[0], id, out var begun).Log10;
        if (started <= log10) return false;
        (log10, following) = (started, begun);
        return true;
    }

    private double PriceOfOpenWord(in FusedScore prefix)
    {
        if (_lexicon is { IsClosed: true } && prefix.LexiconNode < 0) return double.NegativeInfinity;
        if (_hotwords is not null && prefix.HotwordNode >= 0) return _hotwords.PartialBonus(prefix.HotwordNode);
        if (_model is null) return 0;
        if (_weights.LooksAhead) return _wordBonus + Weighted(prefix.LexiconNode < 0 ? _unknownLog10 + UnknownLog10(prefix.OpenLength) : _lexicon!.BestLog10(prefix.LexiconNode));
        if (prefix.LexiconNode >= 0) return 0;
        // Where letters have a price, what is paid in advance is what will be due. pyctcdecode's guess has no alpha in it and grows past what it asks for in the end.
        return _weights.UnknownLetterLog10 < 0 ? Weighted(UnknownLog10(prefix.OpenLength)) : _weights.UnknownOffsetLog10 * Math.Max(1, prefix.OpenLength / ExpectedWordLength);
    }

    /// <summary>Forgets the contexts that no prefix of a tree stands in.</summary>
    public void Forget(PrefixTree tree)
    {
        _contexts.BeginForgetting();
        _units?.Contexts.BeginForgetting();
        for (var node = 0; node < tree.Count; node++)
        {
            ref var fused = ref tree.FusedOf(node);
            fused.Context = _contexts.Keep(fused.Context);
            if (_units is not null) fused.UnitContext = _units.Contexts.Keep(fused.UnitContext);
        }

        _contexts.EndForgetting();
        _units?.Contexts.EndForgetting();
    }

    /// <summary>What is added to the log10 probability of an unknown word of so many characters.</summary>
    private double UnknownLog10(int length) => _weights.UnknownOffsetLog10 + (_weights.UnknownLetterLog10 * length);

    private double Weighted(double log10) => _weights.Alpha * _ln10 * log10;
}

/// <summary>What the search may know of the language; each part may be missing.</summary>
internal sealed record FusedKnowledge(NGramModel? Model, Lexicon? Lexicon, Hotwords? Hotwords)
{
    public UnitModel? Units { get; init; }

    public bool IsEmpty => Model is null && Lexicon is null && Hotwords is null && Units is null;
}
