using HubertAsr.Text;

namespace HubertAsr.Decoding;

/// <summary>
/// Shallow fusion with a model of syllables or jamo, at every token: each unit, the blank between words among them, adds α·ln 10·(log₁₀ p + offset if
/// unknown) + bonus; the sentence end is scored with the last one. Syllables of jamo tokens are scored as soon as they can grow no more.
/// </summary>
internal sealed class UnitFusion
{
    private const char Space = '▁';
    private static readonly double _ln10 = Math.Log(10);

    private readonly TokenTable _table;
    private readonly FusionWeights _weights;
    private readonly NGramModel _model;
    private readonly bool _composes;
    private readonly string[] _units;
    private readonly Dictionary<char, uint> _ids = [];

    public UnitFusion(TokenTable table, FusionWeights weights, UnitModel knowledge)
    {
        (_table, _weights, _model) = (table, weights, knowledge.Model);
        _composes = knowledge.Unit == NGramUnit.Syllable;
        _units = [.. table.Characters.Select(characters => _composes ? characters : Hangul.ToJamo(characters))];
        // A token may also close a syllable and the word.
        MaxGain = Math.Max(0, weights.UnitBonus) * (_units.Max(units => units.Length) + 2);
    }

    public ContextTable Contexts { get; } = new();

    /// <summary>No token adds more.</summary>
    public double MaxGain { get; }

    /// <summary>Begins a sentence; forgets the contexts of the utterance before.</summary>
    public void Start() => Contexts.Start(_model.BeginSentence());

    /// <summary>Adds what a token says.</summary>
    /// <param name="prefix">The prefix so far; becomes the longer one.</param>
    /// <param name="token">The token.</param>
    /// <param name="isAfterWord">Whether a word lies before the token's own characters.</param>
    public void Extend(ref FusedScore prefix, int token, bool isAfterWord)
    {
        if (_table.EndsWord(token) && isAfterWord)
        {
            Close(ref prefix);
            prefix.OpenUnit = Space;
            // A blank that a token of its own writes is sure to stay; a piece's may be the last of the text.
            if (token == _table.BoundaryId) Close(ref prefix);
        }

        foreach (var unit in _units[token]) Add(ref prefix, unit);
    }

    /// <summary>What the end of the sentence adds; nothing for an empty text.</summary>
    public double Finish(FusedScore prefix)
    {
        if (prefix.OpenUnit == Space) prefix.OpenUnit = default;
        var before = prefix.Committed;
        Close(ref prefix);
        if (prefix.UnitContext == 0) return 0;
        return prefix.Committed - before + (_weights.UnitAlpha * _ln10 * _model.Score(Contexts[prefix.UnitContext], _model.SentenceEnd, out _).Log10);
    }

    private void Add(ref FusedScore prefix, char unit)
    {
        if (_composes && Joined(prefix.OpenUnit, unit) is var joined and not default(char))
        {
            prefix.OpenUnit = joined;
            return;
        }

        Close(ref prefix);
        prefix.OpenUnit = unit;
        if (!_composes || !Hangul.IsConjoiningJamo(unit)) Close(ref prefix);
    }

    private void Close(ref FusedScore prefix)
    {
        if (prefix.OpenUnit == default) return;
        var id = IdOf(prefix.OpenUnit);
        var log10 = (double)_model.Score(Contexts[prefix.UnitContext], id, out var context).Log10;
        if (id == NGramModel.Unknown) log10 += _weights.UnknownOffsetLog10;
        prefix.Committed += (_weights.UnitAlpha * _ln10 * log10) + _weights.UnitBonus;
        prefix.UnitContext = Contexts.Add(context);
        prefix.OpenUnit = default;
    }

    /// <summary>The syllable that a jamo after an open one makes; the default if it makes none.</summary>
    private static char Joined(char open, char jamo)
    {
        if (open is >= '\u1100' and <= '\u1112' && jamo is >= '\u1161' and <= '\u1175') return Hangul.Compose(open - '\u1100', jamo - '\u1161');
        if (!Hangul.IsSyllable(open) || jamo is < '\u11A8' or > '\u11C2') return default;
        var (onset, nucleus, coda) = Hangul.Decompose(open);
        return coda == 0 ? Hangul.Compose(onset, nucleus, jamo - '\u11A7') : default;
    }

    private uint IdOf(char unit)
    {
        if (!_ids.TryGetValue(unit, out var id)) _ids[unit] = id = _model.Index([unit]);
        return id;
    }
}
